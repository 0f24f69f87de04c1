#include "base/crypto.hpp"

#include <gtest/gtest.h>

namespace obolus::base {
namespace {

TEST(Crypto, sha256_gives_the_published_digest) {
    // FIPS 180-4 example "abc".
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Crypto, hmac_gives_the_published_digest) {
    // RFC 4231, test case 2.
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Crypto, base64url_reads_what_it_writes_and_nothing_else) {
    for (const std::string& text :
         {std::string(), std::string("f"), std::string("fo"), std::string("foo"), std::string("\xff\xfe\x00", 3)})
        EXPECT_EQ(from_base64url(to_base64url(text)), text);
    EXPECT_EQ(to_base64url("foob"), "Zm9vYg");
    for (const char* text : {"Zm9vYg==", "Zm9v Yg", "Zm9v+g", "Z", "Zh"})
        EXPECT_FALSE(from_base64url(text)) << text;
}

TEST(Crypto, hex_reads_what_it_writes_and_nothing_else) {
    EXPECT_EQ(from_hex("00ffA1"), std::string("\x00\xff\xa1", 3));
    for (const char* text : {"0", "0g", "0x"})
        EXPECT_FALSE(from_hex(text)) << text;
}

TEST(Crypto, sealed_values_open_with_their_key_and_context_alone) {
    const std::string key = random_bytes(32);
    const std::string sealed = seal(key, "sign-in", "secret");
    EXPECT_EQ(unseal(key, "sign-in", sealed), "secret");
    EXPECT_FALSE(unseal(key, "token", sealed));
    EXPECT_FALSE(unseal(random_bytes(32), "sign-in", sealed));
    EXPECT_FALSE(unseal(key, "sign-in", ""));
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(unseal(key, "sign-in", changed)) << i;
    }
    EXPECT_EQ(unseal(key, "", seal(key, "", "")), "");
}

TEST(Crypto, tokens_are_fresh_and_256_bits_long) {
    EXPECT_NE(random_token(), random_token());
    EXPECT_EQ(from_base64url(random_token())->size(), 32U);
}

TEST(Crypto, constant_time_comparison_compares) {
    EXPECT_TRUE(equal_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_constant_time("abc", "ab"));
}

}  // namespace
}  // namespace obolus::base
