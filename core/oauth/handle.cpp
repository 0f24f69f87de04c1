#include "oauth/handle.hpp"

#include <algorithm>
#include <memory>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include "base/check.hpp"
#include "oauth/identities.hpp"

namespace obolus::oauth {

namespace {

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_visible(const icu::UnicodeString& text) {
    for (int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
        const UChar32 c = text.char32At(at);
        if (u_isUWhiteSpace(c) || u_iscntrl(c) || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
            return false;
    }
    return true;
}

std::optional<std::string> to_nfkc(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* const nfkc = icu::Normalizer2::getNFKCInstance(status);
    std::string normal;
    icu::StringByteSink<std::string> sink(&normal);
    if (U_SUCCESS(status))
        nfkc->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, status);
    return U_SUCCESS(status) ? std::optional(normal) : std::nullopt;
}

// Constant once made, and then safe for any thread.
const USpoofChecker* spoof_checker() {
    static const std::unique_ptr<USpoofChecker, decltype(&uspoof_close)> checker = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<USpoofChecker, decltype(&uspoof_close)> made(uspoof_open(&status), &uspoof_close);
        uspoof_setRestrictionLevel(made.get(), USPOOF_HIGHLY_RESTRICTIVE);
        uspoof_setChecks(made.get(), USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS, &status);
        OBOLUS_CHECK(U_SUCCESS(status));
        return made;
    }();
    return checker.get();
}

bool could_be_mistaken(const std::string& handle) {
    UErrorCode status = U_ZERO_ERROR;
    const auto length = static_cast<int32_t>(handle.size());
    if (uspoof_check2UTF8(spoof_checker(), handle.data(), length, nullptr, &status) != 0 || U_FAILURE(status))
        return true;
    icu::UnicodeString looks;
    uspoof_getSkeletonUnicodeString(spoof_checker(), 0, icu::UnicodeString::fromUTF8(handle), looks, &status);
    std::string skeleton;
    looks.toUTF8String(skeleton);
    return U_FAILURE(status) || is_ascii(skeleton);
}

}  // namespace

std::optional<std::string> canonical_handle(std::string_view handle) {
    if (!is_plain_text(handle)) return std::nullopt;
    const auto normal = to_nfkc(handle);
    if (!normal || !is_plain_text(*normal) || normal->front() == '.' || normal->back() == '.') return std::nullopt;
    if (!is_visible(icu::UnicodeString::fromUTF8(icu::StringPiece(handle.data(), static_cast<int32_t>(handle.size())))))
        return std::nullopt;
    if (!is_ascii(*normal) && could_be_mistaken(*normal)) return std::nullopt;
    return normal;
}

}  // namespace obolus::oauth
