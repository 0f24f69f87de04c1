#include "web/view.hpp"

#include <kainjow/mustache.hpp>

#include "base/check.hpp"
#include "web/assets.hpp"

namespace obolus::web {

namespace {
namespace mustache = kainjow::mustache;

mustache::data to_data(const View& view) {
    mustache::data data;
    for (const auto& [name, value] : view.entries()) {
        if (const auto* text = std::get_if<std::string>(&value)) {
            // The library takes an empty string for true: only what has a text opens a section.
            if (text->empty()) {
                data.set(name, mustache::data(mustache::data::type::bool_false));
            } else {
                data.set(name, *text);
            }
        } else if (const auto* flag = std::get_if<bool>(&value)) {
            data.set(name, *flag);
        } else {
            mustache::data list(mustache::data::type::list);
            for (const View& item : std::get<std::vector<View>>(value))
                list.push_back(to_data(item));
            data.set(name, list);
        }
    }
    return data;
}

std::string render(std::string_view source, const mustache::data& data) {
    mustache::mustache parsed{std::string(source)};
    OBOLUS_CHECK(parsed.is_valid());
    return parsed.render(data);
}
}  // namespace

std::string render_template(std::string_view name, const View& view) {
    mustache::data data = to_data(view);
    for (const std::string_view partial : {"avatar", "sign_in_buttons"})
        data.set(std::string(partial), mustache::partial([partial] { return std::string(template_source(partial)); }));
    return render(template_source(name), data);
}

std::string render_line(std::string_view line, const View& view) { return render(line, to_data(view)); }

}  // namespace obolus::web
