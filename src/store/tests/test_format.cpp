// The bytes of docs/format.md. What is hex here was computed by an independent program from that page.
#include <rapidcheck.h>

#include "bodies.hpp"
#include "bytes.hpp"
#include "crypto.hpp"
#include "fixture.hpp"
#include "frames.hpp"
#include "headers.hpp"
#include "log_file.hpp"
#include "workspace_state.hpp"

using namespace strandline;
using namespace strandline::store;
using namespace strandline::store::test;

namespace {

const Digest identity = Digest::from_raw(std::string(32, '\xaa'));
const char* const artefact_json =
    R"({"body":{"sha256":"1dff3e84fe7877e0673b69bbddcf40124e396e3f9943dd890c91b6a09adb9af0","size":4},"format":"edit.guides/1","strandline":"artefact/1"})";

std::string counting(int first, int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes.push_back(static_cast<char>(first + i));
    return bytes;
}

std::string pack_of(const std::vector<std::pair<FrameHeader, std::string>>& frames) {
    std::string bytes = encode_file_header(pack_magic, {identity, 1});
    for (const auto& [header, payload] : frames)
        bytes += encode_frame({identity, 1}, bytes.size(), header, payload);
    return bytes;
}

FrameHeader header_of(FrameType type, std::string_view payload) {
    FrameHeader header;
    header.type = type;
    header.stored = header.raw = payload.size();
    header.id = sha256(payload);
    return header;
}

}  // namespace

TEST_CASE("artefact headers and their ids") {
    const ArtefactHeader open{"edit.guides/1", false, sha256("ACGT"), 4};
    CHECK(open.to_json().canonical() == artefact_json);
    CHECK(Id::of(open.to_json()).text() ==
          "sha256:91a6057ec16001f5f7bec54af62b50666d82a7dc8d28a77a2b67f35c94becf70");
    const ArtefactHeader closed{
        "edit.guides/1", true,
        take(Digest::parse_hex("e6375f3106bc3e03296720639c9736b9edc83e5a64f5cc5cf8a817850822eebe")), 0};
    CHECK(
        closed.to_json().canonical() ==
        R"({"body":{"private":"e6375f3106bc3e03296720639c9736b9edc83e5a64f5cc5cf8a817850822eebe"},"format":"edit.guides/1","strandline":"artefact/1"})");
    CHECK(Id::of(closed.to_json()).text() ==
          "sha256:b01277e7eee39f9b77150be2a0042e7d258c02beeec4483901a8ed36b610e0b4");
    for (const ArtefactHeader& header : {open, closed}) {
        const ArtefactHeader again = take(ArtefactHeader::parse(header.to_json().canonical()));
        CHECK(again.to_json() == header.to_json());
        CHECK(again.is_private == header.is_private);
    }
}

TEST_CASE("headers are read strictly") {
    const std::string good = artefact_json;
    CHECK(ArtefactHeader::parse(good).has_value());
    const auto changed = [&](std::string_view from, std::string_view to) {
        std::string text = good;
        text.replace(text.find(from), from.size(), to);
        return text;
    };
    for (const std::string& bad :
         {changed("\"size\":4", "\"size\":4.5"), changed("\"size\":4", "\"size\":-4"),
          changed(",\"size\":4", ""), changed("artefact/1", "artefact/2"), changed("1dff", "1DFF"),
          changed("1dff", "dff"), changed("{\"body\"", "{ \"body\""), changed("\"format\"", "\"formal\""),
          changed("\"edit.guides/1\"", "7"), changed("\"strandline\"", "\"extra\":1,\"strandline\""),
          changed("sha256", "private"), std::string("{}"), std::string()})
        CHECK_MESSAGE(code_of(ArtefactHeader::parse(bad)) == "header.malformed", bad);

    RecordHeader record;
    record.operation = "edit offtargets";
    record.agent = "ed25519:" + std::string(64, 'a');
    record.day = "2026-11-22";
    record.inputs = {{"genome", Id{sha256("x")}}};
    const std::string text = record.to_json().canonical();
    CHECK(
        text ==
        R"({"agent":"ed25519:)" + std::string(64, 'a') + R"(","body":{"private":")" + std::string(64, '0') +
            R"("},"day":"2026-11-22","inputs":[{"artefact":"sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881","role":"genome"}],)"
            R"("operation":"edit offtargets","outputs":[],"semantics":1,"strandline":"record/1"})");
    CHECK(take(RecordHeader::parse(text)).to_json().canonical() == text);
    for (const auto& [from, to] :
         {std::pair("2026-11-22", "2026-11-2"), std::pair("\"outputs\":[]", "\"outputs\":{}"),
          std::pair("ed25519", "ed25518"), std::pair("\"role\":\"genome\"", "\"role\":1")}) {
        std::string bad = text;
        bad.replace(bad.find(from), std::string_view(from).size(), to);
        CHECK_MESSAGE(code_of(RecordHeader::parse(bad)) == "header.malformed", bad);
    }
}

TEST_CASE("file headers") {
    CHECK(to_hex(encode_file_header(pack_magic, {identity, 1})) ==
          "5354524c5041434b0000000100000001aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac3"
          "8cd02c9ce63f783e5414c7b549ac1d");
    CHECK(to_hex(encode_file_header(log_magic, {identity, 0})) ==
          "5354524c444c4f470000000100000000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaf4"
          "00721fd4d5d9434fffad8e098dbfac");
    const std::string good = encode_file_header(pack_magic, {identity, 7});
    CHECK(take(decode_file_header(pack_magic, good, "x")) == FileHeader{identity, 7});
    for (std::size_t i = 0; i < good.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            std::string bad = good;
            bad[i] = static_cast<char>(bad[i] ^ 1 << bit);
            CHECK(code_of(decode_file_header(pack_magic, bad, "x")) == "workspace.damaged");
        }
    CHECK_FALSE(decode_file_header(log_magic, good, "x").has_value());
    CHECK_FALSE(decode_file_header(pack_magic, good.substr(0, 63), "x").has_value());
    std::string newer = good.substr(0, 48);
    newer[11] = 2;
    newer += sha256(newer).raw().substr(0, 16);
    CHECK(code_of(decode_file_header(pack_magic, newer, "x")) == "workspace.newer");
}

TEST_CASE("frames") {
    const std::string pack = pack_of({{header_of(FrameType::artefact, artefact_json), artefact_json},
                                      {encode_public_part(sha256("ACGT"), 0, 1, "ACGT").header, "ACGT"}});
    CHECK(to_hex(pack.substr(64, 72)) ==
          "534c66310100000000000000000000010000000000000092000000000000009291a6057ec16001f5f7bec54af62b50666d"
          "82a7dc8d28a77a2b67f35c94becf7092cb2a3d5452da27");
    CHECK(to_hex(pack.substr(64 + 72 + 146, 32)) ==
          "0c31618e891fef2e97dd2eb4586ebde38b5485c08922c281e4a714757dfe3f49");
    CHECK(to_hex(pack.substr(314)) ==
          "534c6631030000000000000000000001000000000000000400000000000000041dff3e84fe7877e0673b69bbddcf40124e"
          "396e3f9943dd890c91b6a09adb9af08e69fb28e1fbc8c9414347549576038855ca"
          "11c5bba48204d8a31d4c1ef10827a374a451b6273b85ce1a60bb");
    const FrameReader reader = take(FrameReader::open(Source::memory("pack", pack), pack_magic));
    const auto first = reader.look(64);
    REQUIRE(first.found == FrameReader::Found::frame);
    CHECK(take(reader.payload(first.frame)) == artefact_json);
    const auto second = reader.look(first.frame.end());
    REQUIRE(second.found == FrameReader::Found::frame);
    CHECK(second.frame.end() == pack.size());
    CHECK(reader.look(pack.size()).found == FrameReader::Found::end);
}

TEST_CASE("no byte of a frame can be changed, cut or moved") {
    const std::string pack = pack_of({{header_of(FrameType::artefact, artefact_json), artefact_json},
                                      {header_of(FrameType::note, "a note"), "a note"}});
    const auto frames_of = [](const std::string& bytes) {
        const auto reader = FrameReader::open(Source::memory("pack", bytes), pack_magic);
        std::size_t good = 0;
        for (std::uint64_t offset = 64; reader;) {
            const auto look = reader->look(offset);
            if (look.found != FrameReader::Found::frame || !reader->payload(look.frame)) break;
            ++good;
            offset = look.frame.end();
        }
        return good;
    };
    REQUIRE(frames_of(pack) == 2);
    for (std::size_t i = 0; i < pack.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            std::string bad = pack;
            bad[i] = static_cast<char>(bad[i] ^ 1 << bit);
            CHECK(frames_of(bad) < 2);
        }
    for (std::size_t size = 0; size < pack.size(); ++size) CHECK(frames_of(pack.substr(0, size)) < 2);
    // A frame moved to another place, and one from another log, are no frames.
    const std::size_t end = 64 + 72 + 146 + 32;
    CHECK(frames_of(pack.substr(0, 64) + pack.substr(end) + pack.substr(64, end - 64)) == 0);
    const Digest other = sha256("another log");
    CHECK(frames_of(encode_file_header(pack_magic, {other, 1}) + pack.substr(64)) == 0);
    CHECK(frames_of(encode_file_header(pack_magic, {identity, 2}) + pack.substr(64)) == 0);
}

TEST_CASE("log entries") {
    const LogEntry entry{0, sha256(artefact_json), 1, 1000};
    const std::string bytes = encode_log_entry(identity, entry);
    CHECK(to_hex(bytes) ==
          "000000000000000091a6057ec16001f5f7bec54af62b50666d82a7dc8d28a77a2b67f35c94becf70000000010000000000"
          "0003e89c3dab8d7d3690d3e48716fe");
    CHECK(decode_log_entry(identity, 0, bytes) == entry);
    CHECK_FALSE(decode_log_entry(identity, 1, bytes).has_value());
    CHECK_FALSE(decode_log_entry(sha256("another log"), 0, bytes).has_value());
    for (std::size_t i = 0; i < bytes.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            std::string bad = bytes;
            bad[i] = static_cast<char>(bad[i] ^ 1 << bit);
            CHECK_FALSE(decode_log_entry(identity, 0, bad).has_value());
        }
}

TEST_CASE("encrypted body parts") {
    const Secret seed = Secret::from_raw(counting(0, 32));
    const Digest commitment = commit_bytes(seed, "ACGT");
    const PrivateBody body(seed, BodyKind::bytes, commitment);
    const BodyPart part = body.encode(0, 1, "ACGT", counting(64, 24));
    CHECK(to_hex(part.payload) ==
          "404142434445464748494a4b4c4d4e4f5051525354555657748a003d50f562eaae64ef526715c713bb9cecc3");
    CHECK(take(body.decode(part.header, part.payload)) == "ACGT");
    // Bound to the body, its kind and the place in it.
    for (const auto& change : std::vector<std::function<void(FrameHeader&)>>{
             [](FrameHeader& h) { h.parts = 2; }, [](FrameHeader& h) { h.part = 1; },
             [](FrameHeader& h) { h.codec = Codec::zstd; }, [](FrameHeader& h) { h.raw = 5; }}) {
        FrameHeader other = part.header;
        change(other);
        CHECK(code_of(body.decode(other, part.payload)) == "body.damaged");
    }
    CHECK_FALSE(PrivateBody(seed, BodyKind::json, commitment).decode(part.header, part.payload).has_value());
    CHECK_FALSE(
        PrivateBody(seed, BodyKind::bytes, sha256("x")).decode(part.header, part.payload).has_value());
    CHECK_FALSE(PrivateBody(Secret::random(), BodyKind::bytes, commitment)
                    .decode(part.header, part.payload)
                    .has_value());
    CHECK_FALSE(body.decode(part.header, "short").has_value());
    CHECK(body.encode(0, 1, "ACGT").payload != body.encode(0, 1, "ACGT").payload);
}

TEST_CASE("XChaCha20-Poly1305 as in draft-irtf-cfrg-xchacha, A.3.1") {
    const Secret key = Secret::from_raw(counting(0x80, 32));
    const std::string nonce = counting(0x40, 24);
    const std::string associated = take(from_hex("50515253c0c1c2c3c4c5c6c7"));
    const std::string plain =
        "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
        "sunscreen would be it.";
    const std::string sealed = encrypt(key, nonce, associated, plain);
    CHECK(to_hex(sealed).starts_with("bd6d179d3e83d43b9576579493c0e939"));
    CHECK(to_hex(sealed).ends_with("c0875924c1c7987947deafd8780acf49"));
    CHECK(decrypt(key, nonce, associated, sealed) == plain);
    CHECK_FALSE(decrypt(key, nonce, "", sealed).has_value());
}

TEST_CASE("HMAC-SHA-256 as in RFC 4231, and Ed25519 as in RFC 8032") {
    // Test case 4 has a key of 25 bytes; with zeros behind, HMAC is the same.
    CHECK(hmac(Secret::from_raw(counting(1, 25) + std::string(7, '\0')), {std::string(50, '\xcd')}).hex() ==
          "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    const Secret seed =
        Secret::from_raw(take(from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")));
    CHECK(sign_public(seed).hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    CHECK(to_hex(sign(seed, "\x72")) ==
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c38"
          "7b2eaeb4302aeeb00d291612bb0c00");
    CHECK(verify_signature(sign_public(seed), "\x72", sign(seed, "\x72")));
    CHECK_FALSE(verify_signature(sign_public(seed), "\x73", sign(seed, "\x72")));
}

TEST_CASE("base64 has one spelling") {
    CHECK(to_base64("ab") == "YWI=");
    CHECK(from_base64("YWI=") == "ab");
    for (const char* bad : {"YWI", "YWJ=", "YWI==", "YW I=", "YWI=\n", "YW-_", "=", "A"})
        CHECK_FALSE(from_base64(bad).has_value());
    CHECK(rc::check([](const std::string& bytes) { RC_ASSERT(from_base64(to_base64(bytes)) == bytes); }));
}

TEST_CASE("content ids and cache fields") {
    const Secret key = Secret::from_raw(counting(0, 32));
    CHECK(private_content_id(key, sha256("ACGT")) ==
          "hmac:3fc5196b3c51f3cabbdf34466ba8fb254da4ad08cfbcbfcb5f35c03dd8034d68");
    const CacheFingerprint print = fingerprint(key, "edit offtargets", {{"parameter mismatches", "4"}});
    CHECK(print.fields[0].second.hex() == "71d7257e89343838d757c85e46a1ec1e7d69c2e1cd11c3b15e295edf8e13acaf");
    CHECK(print.key.hex() == "a3764a52d68b089ae54dc19fb9b9472dc932490f69d1286dae66a8464918c49a");
}

TEST_CASE("compression goes there and back") {
    CHECK(rc::check([](const std::string& bytes) {
        Codec codec = Codec::raw;
        const std::string stored = compress(bytes, codec);
        RC_ASSERT(*decompress(stored, codec, bytes.size()) == bytes);
        RC_ASSERT(stored.size() <= bytes.size());
        RC_ASSERT(!decompress(stored, codec, bytes.size() + 1));
    }));
}
