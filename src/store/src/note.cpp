#include "note.hpp"

#include <strandline/base/json.hpp>

#include <algorithm>
#include <charconv>

namespace strandline::store {

namespace {

constexpr std::string_view em_dash = "\xe2\x80\x94 ";

/// The Unicode spaces (White_Space) beyond ASCII, in UTF-8.
constexpr std::string_view wide_spaces[] = {"\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80",
                                            "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84",
                                            "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88",
                                            "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9",
                                            "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};

struct NoteReader {
    std::string_view name;

    auto wrong(std::int64_t line, std::string_view expected, std::string_view found) const {
        return fail(Error::input("checkpoint.malformed", "this is no signed checkpoint")
                        .at({.file = std::string(name), .line = line})
                        .expected("{}", expected)
                        .found("{}", printable(found.substr(0, 100)))
                        .mend("ask for the checkpoint again and keep the file byte for byte"));
    }
};

bool has_control(std::string_view text) {
    return std::ranges::any_of(text,
                               [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (format("{}", value) != text) return std::nullopt;  // no leading zeros
    return value;
}

}  // namespace

std::string Checkpoint::text() const {
    std::string text = format("{}\n{}\n{}\n", origin, size, to_base64(root.raw()));
    for (const std::string& line : extensions) text += line + "\n";
    return text;
}

bool is_key_name(std::string_view name) {
    const bool plain = !name.empty() && is_valid_utf8(name) && std::ranges::all_of(name, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != '+' && c != 0x7f;
    });
    return plain && std::ranges::none_of(
                        wide_spaces, [&](std::string_view space) { return name.find(space) != name.npos; });
}

std::array<char, 4> note_key_hash(std::string_view name, const KeyBytes& key) {
    std::string bytes(name);
    bytes += "\n\x01";
    bytes += key.raw();
    const Digest digest = sha256(bytes);
    std::array<char, 4> hash{};
    std::copy_n(digest.raw().begin(), hash.size(), hash.begin());
    return hash;
}

std::string sign_checkpoint(const Checkpoint& checkpoint, std::string_view name, const Secret& seed) {
    STRANDLINE_ASSERT(is_key_name(name));
    const std::string text = checkpoint.text();
    const auto hash = note_key_hash(name, sign_public(seed));
    return text + "\n" + std::string(em_dash) + std::string(name) + " " +
           to_base64(std::string(hash.data(), hash.size()) + sign(seed, text)) + "\n";
}

std::string log_origin(const Digest& identity) { return "strandline/" + identity.hex().substr(0, 32); }

Result<SignedCheckpoint> SignedCheckpoint::parse(std::string_view note, std::string_view name) {
    const NoteReader in{name};
    if (note.size() > most_note_bytes)
        return in.wrong(0, "a note of a few lines", counted(note.size(), "byte"));
    if (!is_valid_utf8(note) || has_control(note))
        return in.wrong(0, "UTF-8 text without control characters", "other bytes");
    const std::size_t blank = note.rfind("\n\n");
    if (blank == note.npos || !note.ends_with('\n'))
        return in.wrong(0, "text, an empty line, signatures, each line with its end", note);

    SignedCheckpoint result;
    Checkpoint& checkpoint = result.checkpoint;
    const std::vector<std::string_view> lines = split(note.substr(0, blank), '\n');
    if (lines.size() < 3)
        return in.wrong(1, "three lines or more: origin, size, root", note.substr(0, blank));
    if (const auto empty = std::ranges::find(lines, std::string_view{}); empty != lines.end())
        return in.wrong(empty - lines.begin() + 1, "no empty line before the signatures", "an empty line");
    checkpoint.origin = lines[0];
    const auto size = parse_size(lines[1]);
    if (!size) return in.wrong(2, "the number of leaves, without leading zeros", lines[1]);
    checkpoint.size = *size;
    const auto root = from_base64(lines[2]);
    if (!root || root->size() != 32) return in.wrong(3, "the base64 form of 32 bytes", lines[2]);
    checkpoint.root = Digest::from_raw(*root);
    checkpoint.extensions.assign(lines.begin() + 3, lines.end());

    std::string_view rest = note.substr(blank + 2);
    for (auto line = static_cast<std::int64_t>(lines.size()) + 2; !rest.empty(); ++line) {
        const std::string_view text = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(text.size() + 1);
        const std::size_t space = text.rfind(' ');
        if (!text.starts_with(em_dash) || space < em_dash.size())
            return in.wrong(line, "an em dash, a key's name and a signature, one space between", text);
        const std::string_view key_name = text.substr(em_dash.size(), space - em_dash.size());
        const auto bytes = from_base64(text.substr(space + 1));
        if (!is_key_name(key_name)) return in.wrong(line, "a key's name without spaces and plus", key_name);
        if (!bytes || bytes->size() < 5)
            return in.wrong(line, "base64 of a key hash and a signature", text.substr(space + 1));
        NoteSignature signature;
        signature.name = key_name;
        std::copy_n(bytes->begin(), 4, signature.key_hash.begin());
        signature.signature = bytes->substr(4);
        result.signatures.push_back(std::move(signature));
        if (result.signatures.size() > most_note_signatures)
            return in.wrong(line, "at most 64 signatures", "more");
    }
    if (result.signatures.empty())
        return in.wrong(static_cast<std::int64_t>(lines.size()) + 2, "a signature", "the end of the file");
    return result;
}

}  // namespace strandline::store
