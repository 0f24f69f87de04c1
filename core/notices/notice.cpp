#include "notices/notice.hpp"

#include <charconv>

namespace obolus::notices {

namespace {
std::string escape(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string escaped;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_' || byte == '.' || byte == '~';
        if (plain)
            escaped.push_back(c);
        else
            escaped.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return escaped;
}

std::string unescape(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned byte = 0;
        const char* const digits = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
            plain.push_back(static_cast<char>(byte));
            i += 2;
        } else {
            plain.push_back(text[i]);
        }
    }
    return plain;
}
}  // namespace

Notice flattrs_lapsed(base::Month month, base::MemberId giver, std::int64_t flattrs) {
    return {"flattrs_lapsed/" + base::to_string(month) + "/" + std::to_string(giver.value),
            giver,
            "flattrs_lapsed",
            {{"month", base::to_string(month)}, {"flattrs", std::to_string(flattrs)}}};
}

Notice budget_returned(base::Month month, base::MemberId giver, std::string amount) {
    return {"budget_returned/" + base::to_string(month) + "/" + std::to_string(giver.value),
            giver,
            "budget_returned",
            {{"month", base::to_string(month)}, {"amount", std::move(amount)}}};
}

Notice share_returned(base::MemberId giver, std::int64_t seq, std::int64_t identity, std::string amount,
                      std::string reason) {
    return {
        "share_returned/" + std::to_string(seq) + "/" + std::to_string(identity) + "/" + std::to_string(giver.value),
        giver,
        "share_returned",
        {{"amount", std::move(amount)}, {"reason", std::move(reason)}}};
}

Notice payout_settled(base::MemberId member, std::int64_t payout, std::string amount) {
    return {"payout_settled/" + std::to_string(payout), member, "payout_settled", {{"amount", std::move(amount)}}};
}

Notice payout_failed(base::MemberId member, std::int64_t payout, std::string amount, std::string reason) {
    return {"payout_failed/" + std::to_string(payout),
            member,
            "payout_failed",
            {{"amount", std::move(amount)}, {"reason", std::move(reason)}}};
}

Notice top_up_charged_back(base::MemberId member, const std::string& top_up, std::string amount) {
    return {"top_up_charged_back/" + top_up, member, "top_up_charged_back", {{"amount", std::move(amount)}}};
}

Notice handle_shown(base::MemberId giver, std::string claim, std::string handle, std::string provider,
                    std::string from) {
    return {"handle_shown/" + std::move(claim) + "/" + std::to_string(giver.value),
            giver,
            "handle_shown",
            {{"handle", std::move(handle)}, {"provider", std::move(provider)}, {"from", std::move(from)}}};
}

Notice id_changes(base::MemberId owner, const IdChange& change, std::string old_id, std::string new_id) {
    return {"id_changes/" + std::to_string(change.number) + "/" + std::to_string(owner.value),
            owner,
            "id_changes",
            {{"change", std::to_string(change.number)},
             {"provider", change.provider},
             {"old_id", std::move(old_id)},
             {"new_id", std::move(new_id)},
             {"from", change.from}}};
}

Notice recipients_id_changes(base::MemberId giver, const IdChange& change) {
    return {"recipients_id_changes/" + std::to_string(change.number) + "/" + std::to_string(giver.value),
            giver,
            "recipients_id_changes",
            {{"change", std::to_string(change.number)},
             {"provider", change.provider},
             {"handle", change.handle},
             {"from", change.from}}};
}

std::string encode_parameters(const std::vector<std::pair<std::string, std::string>>& parameters) {
    std::string text;
    for (const auto& [name, value] : parameters) {
        if (!text.empty()) text.push_back('&');
        text += escape(name) + "=" + escape(value);
    }
    return text;
}

std::vector<std::pair<std::string, std::string>> decode_parameters(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> parameters;
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos)
            parameters.emplace_back(unescape(pair.substr(0, equals)), unescape(pair.substr(equals + 1)));
    }
    return parameters;
}

}  // namespace obolus::notices
