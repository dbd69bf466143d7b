#include <rapidcheck.h>

#include "fixture.hpp"
#include "note.hpp"

using namespace strandline;
using namespace strandline::store;
using namespace strandline::store::test;

namespace {

const Secret seed = Secret::from_raw(std::string(32, '\x07'));

Checkpoint some_checkpoint() { return {"strandline/0011", 5, sha256("root"), {"time 2026-11-22T01:02:03Z"}}; }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != text.npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a checkpoint is signed and read again") {
    const std::string note = sign_checkpoint(some_checkpoint(), "anna@lab", seed);
    const SignedCheckpoint read = take(SignedCheckpoint::parse(note, "note"));
    CHECK(read.checkpoint.text() == some_checkpoint().text());
    REQUIRE(read.signatures.size() == 1);
    CHECK(read.signatures[0].name == "anna@lab");
    CHECK(read.signatures[0].key_hash == note_key_hash("anna@lab", sign_public(seed)));
    CHECK(verify_signature(sign_public(seed), read.checkpoint.text(), read.signatures[0].signature));
}

TEST_CASE("the example of c2sp.org/signed-note is read") {
    const std::string note =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\xe2\x80\x94 "
        "example.com/behind-the-sofa "
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";
    const SignedCheckpoint read = take(SignedCheckpoint::parse(note, "note"));
    CHECK(read.checkpoint.size == 20852163);
    CHECK(read.checkpoint.extensions.empty());
    CHECK(read.signatures[0].signature.size() == 64);
}

TEST_CASE("notes are read strictly") {
    const std::string good = sign_checkpoint(some_checkpoint(), "anna@lab", seed);
    REQUIRE(SignedCheckpoint::parse(good, "note").has_value());
    const std::string signature = good.substr(good.find("\xe2\x80\x94"));
    for (const std::string& bad : {std::string(),
                                   std::string("\n"),
                                   std::string("\n\n"),
                                   good.substr(0, good.size() - 1),
                                   replaced(good, "\n5\n", "\n05\n"),
                                   replaced(good, "\n5\n", "\n+5\n"),
                                   replaced(good, "\n5\n", "\n-5\n"),
                                   replaced(good, "\n5\n", "\n5 \n"),
                                   replaced(good, "\n5\n", "\n99999999999999999999\n"),
                                   replaced(good, "\n5\n", "\n\n"),
                                   replaced(good, "=\n", "\n"),
                                   replaced(good, "strandline/0011\n", "\n"),
                                   replaced(good, "\xe2\x80\x94 ", "- "),
                                   replaced(good, "\xe2\x80\x94 ", "\xe2\x80\x94"),
                                   replaced(good, "anna@lab", "anna lab"),
                                   replaced(good, "anna@lab", "anna+lab"),
                                   replaced(good, "anna@lab", ""),
                                   replaced(good, "anna@lab", "anna\xc2\xa0lab"),
                                   replaced(good, "\n5\n", "\r\n5\n"),
                                   replaced(good, "time", "ti\tme"),
                                   replaced(good, "time", "ti\xffme"),
                                   good + "\n",
                                   good + "x\n",
                                   good + "\n" + signature + "\n",
                                   replaced(good, signature, "\xe2\x80\x94 anna@lab AAAA\n"),
                                   replaced(good, signature, ""),
                                   std::string(2 << 20, 'a')})
        CHECK_MESSAGE(code_of(SignedCheckpoint::parse(bad, "note")) == "checkpoint.malformed",
                      printable(bad.substr(0, 200)));
    std::string many = good;
    for (int i = 0; i < 70; ++i) many += signature;
    CHECK_FALSE(SignedCheckpoint::parse(many, "note").has_value());
    CHECK(take(SignedCheckpoint::parse(good + signature, "note")).signatures.size() == 2);
    CHECK(SignedCheckpoint::parse(replaced(good, "\n5\n", "\n0\n"), "note").has_value());
    const auto error = SignedCheckpoint::parse(replaced(good, "\n5\n", "\n05\n"), "note").error();
    CHECK(error.place().line == 2);
    CHECK(error.exit() == Exit::bad_input);
}

TEST_CASE("no changed note passes for the signed one") {
    const std::string good = sign_checkpoint(some_checkpoint(), "anna@lab", seed);
    for (std::size_t i = 0; i < good.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            std::string bad = good;
            bad[i] = static_cast<char>(bad[i] ^ 1 << bit);
            const auto read = SignedCheckpoint::parse(bad, "note");
            if (!read) continue;
            const NoteSignature& signature = read->signatures[0];
            const bool passes =
                signature.key_hash == note_key_hash(signature.name, sign_public(seed)) &&
                verify_signature(sign_public(seed), read->checkpoint.text(), signature.signature);
            CHECK_FALSE(passes);
        }
}

TEST_CASE("names of keys") {
    for (const char* good : {"anna@lab", "a", "example.com/x", "Zo\xc3\xab@lab"}) CHECK(is_key_name(good));
    for (const char* bad : {"", "a b", "a+b", "a\tb", "a\nb",
                            "a\xe2\x80\xa8"
                            "b",
                            "a\xe3\x80\x80"
                            "b",
                            "\xff", "a\x7f"})
        CHECK_FALSE(is_key_name(bad));
}

TEST_CASE("files of keys") {
    const std::string key = "ed25519:" + std::string(64, 'a');
    const auto keys = take(Workspace::read_keys(Source::memory(
        "keys", "# friends\n\nanna@lab " + key + "\n bert@plant\ted25519:" + std::string(64, 'B') + "\n")));
    REQUIRE(keys.size() == 2);
    CHECK(keys[1].name == "bert@plant");
    CHECK(keys[1].key == "ed25519:" + std::string(64, 'b'));
    CHECK(keys[0].fingerprint().starts_with("SHA256:"));
    CHECK(keys[0].fingerprint().size() == 7 + 43);
    CHECK(code_of(Workspace::read_keys(Source::memory("keys", "# none\n"))) == "key.none");
    const auto wrong = Workspace::read_keys(Source::memory("keys", "anna@lab " + key + "\nbert\nclara x\n"));
    REQUIRE_FALSE(wrong.has_value());
    CHECK(wrong.error().code() == "key.malformed");
    CHECK(wrong.error().place().line == 2);
    CHECK(wrong.error().more().size() == 1);
}
