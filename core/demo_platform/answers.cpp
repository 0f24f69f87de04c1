#include "demo_platform/answers.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace obolus::demo_platform {

http::Response json_response(int status, const boost::json::value& body) {
    http::Response response =
        http::text_response(status, "application/json; charset=utf-8", boost::json::serialize(body));
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

http::Response api_problem(int status, std::string_view title, std::string_view detail) {
    return json_response(
        status, boost::json::object{{"title", title}, {"type", "about:blank"}, {"status", status}, {"detail", detail}});
}

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

http::Response page(int status, std::string_view title, std::string_view body) {
    std::string html = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">";
    html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">";
    html += "<title>" + std::string(title) +
            " - Chirper</title><link rel=\"stylesheet\" href=\"/style.css\"></head>\n<body>";
    html +=
        "<header><a class=\"brand\" href=\"/\">Chirper</a><span>the demo platform: it exists only here, to try "
        "Obolus with</span></header>\n";
    html += "<main>" + std::string(body) + "</main>\n</body></html>\n";
    http::Response response = http::text_response(status, "text/html; charset=utf-8", std::move(html));
    response.headers.emplace_back("Cache-Control", "no-store");
    // No form-action: browsers apply it to the redirect that follows the form, which leads to the hub.
    response.headers.emplace_back("Content-Security-Policy",
                                  "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    return response;
}

std::string badge(const Person& person) {
    const int hue = (person.id.back() - '0') % 6;
    return "<span class=\"badge hue-" + std::to_string(hue) + "\" aria-hidden=\"true\">" +
           std::string(person.name.substr(0, 1)) + "</span>";
}

const std::string& style_sheet() {
    static const std::string sheet =
        R"css(:root { color-scheme: light dark; --ink: #10202b; --soft: #5a6b77; --paper: #f4f7f9; --card: #fff; --line: #dce4ea; --accent: #0b6bcb; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf2; --soft: #9db0bd; --paper: #0e161c; --card: #16212a; --line: #263541; --accent: #6db3f7; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; gap: 1rem; align-items: baseline; padding: .9rem 1.2rem; border-bottom: 1px solid var(--line); background: var(--card); }
header span { color: var(--soft); font-size: .85rem; }
.brand { font-weight: 700; font-size: 1.25rem; color: var(--accent); text-decoration: none; }
main { max-width: 40rem; margin: 1.5rem auto 4rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
p { margin: .4rem 0; } a { color: var(--accent); } .soft { color: var(--soft); font-size: .9rem; }
.card { display: flex; gap: .9rem; width: 100%; padding: .9rem 1rem; margin: .6rem 0; border: 1px solid var(--line); border-radius: .8rem; background: var(--card); color: inherit; font: inherit; text-align: left; text-decoration: none; }
button.card { cursor: pointer; } .card:hover, .card:focus-visible { border-color: var(--accent); }
.card > span:last-child, .card > div { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.badge { flex: none; width: 2.6rem; height: 2.6rem; border-radius: 50%; display: grid; place-items: center; color: #fff; font-weight: 700; }
.hue-0 { background: #0b6bcb; } .hue-1 { background: #b3466a; } .hue-2 { background: #2f7d4f; } .hue-3 { background: #8a5a12; } .hue-4 { background: #6a4bb5; } .hue-5 { background: #0f7580; }
.plain { border: 0; background: none; color: var(--accent); font: inherit; padding: .4rem 0; cursor: pointer; text-decoration: underline; }
)css";
    return sheet;
}

}  // namespace obolus::demo_platform
