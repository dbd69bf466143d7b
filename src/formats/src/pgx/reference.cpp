#include "reference.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace strandline::formats {
namespace {

/// The whole number that `text` begins with, which is taken off it.
std::optional<std::int64_t> take_number(std::string_view& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end == text.data()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

/// A del or dup of an HGVS name, "g.117540161_117540163del": first and last base.
struct NamedSpan {
    std::int64_t first, last;
    bool duplicated;
};
std::optional<NamedSpan> parse_span(std::string_view name) {
    if (name.starts_with("g.")) name.remove_prefix(2);
    const auto first = take_number(name);
    if (!first) return std::nullopt;
    std::int64_t last = *first;
    if (name.starts_with('_')) {
        name.remove_prefix(1);
        const auto second = take_number(name);
        if (!second) return std::nullopt;
        last = *second;
    }
    if (name.starts_with("delins") || last < *first) return std::nullopt;
    if (name.starts_with("del")) return NamedSpan{*first, last, false};
    if (name.starts_with("dup")) return NamedSpan{*first, last, true};
    return std::nullopt;
}

/// The place before which "g.48037826_48037827insCGGG" inserts.
std::optional<std::int64_t> parse_insertion(std::string_view name) {
    if (name.starts_with("g.")) name.remove_prefix(2);
    const auto before = take_number(name);
    if (!before || !name.starts_with('_')) return std::nullopt;
    name.remove_prefix(1);
    const auto behind = take_number(name);
    if (!behind || *behind != *before + 1 || !name.starts_with("ins")) return std::nullopt;
    return *behind;
}

}  // namespace

PgxReference PgxReference::of(std::span<const domain::GeneDefinition> definitions) {
    PgxReference made;
    for (const domain::GeneDefinition& gene : definitions)
        for (const auto* positions : {&gene.positions, &gene.extra, &gene.ignored})
            for (const domain::PgxPosition& position : *positions) {
                made.put(made.chromosomes_[position.chromosome], position.position, position.ref);
                made.learn(position);
            }
    return made;
}

void PgxReference::put(Bases& bases, std::int64_t position, std::string_view text) {
    for (const char base : text) bases.emplace(position++, base);
}

void PgxReference::learn(const domain::PgxPosition& position) {
    learn_repeat(position);
    learn_shift(position);
}

/// Where the source spells REF as unit(count), from its own position on.
void PgxReference::learn_repeat(const domain::PgxPosition& position) {
    if (position.source_spelling.empty() || position.source_position <= 0) return;
    const std::string_view spelled = position.source_spelling.front();
    const std::size_t open = spelled.find('(');
    if (open == 0 || open == std::string_view::npos || !spelled.ends_with(')')) return;
    std::string_view rest = spelled.substr(open + 1);
    const auto count = take_number(rest);
    if (!count || *count < 1 || *count > 100 || rest != ")") return;
    Bases& bases = chromosomes_[position.chromosome];
    for (std::int64_t i = 0; i < *count; ++i)
        put(bases, position.source_position + i * static_cast<std::int64_t>(open), spelled.substr(0, open));
}

void PgxReference::learn_shift(const domain::PgxPosition& position) {
    constexpr std::int64_t farthest = 1000;  // a name that is farther off is about something else
    for (const std::string& alt : position.alts) {
        const bool deletion = position.ref.size() > alt.size() && position.ref.starts_with(alt);
        const bool insertion = alt.size() > position.ref.size() && alt.starts_with(position.ref);
        if (!deletion && !insertion) continue;
        const std::string unit = deletion ? position.ref.substr(alt.size()) : alt.substr(position.ref.size());
        const auto length = static_cast<std::int64_t>(unit.size());
        const std::int64_t left =
            position.position + static_cast<std::int64_t>(std::min(position.ref.size(), alt.size()));
        std::int64_t end = 0;  // behind the last base that the shift passes
        if (const auto span = parse_span(position.name); span && span->last - span->first + 1 == length) {
            if (span->duplicated == insertion) end = span->last + 1;
        } else if (const auto place = parse_insertion(position.name); place && insertion) {
            end = *place;
        }
        if (end <= left || end - left > farthest + length) continue;
        Bases& bases = chromosomes_[position.chromosome];
        for (std::int64_t i = left; i < end; ++i)
            bases.emplace(i, unit[static_cast<std::size_t>((i - left) % length)]);
    }
}

char PgxReference::base(std::string_view chromosome, std::int64_t position) const {
    const auto bases = chromosomes_.find(chromosome);
    if (bases == chromosomes_.end()) return 0;
    const auto found = bases->second.find(position);
    return found == bases->second.end() ? '\0' : found->second;
}

std::vector<PgxEdit> PgxReference::edits(std::string_view chromosome, std::int64_t position,
                                         std::string_view ref, std::string_view alt) const {
    std::vector<PgxEdit> made;
    if (ref.size() == alt.size()) {
        for (std::size_t i = 0; i < ref.size(); ++i)
            if (ref[i] != alt[i])
                made.push_back({position + static_cast<std::int64_t>(i), std::string(1, ref[i]),
                                std::string(1, alt[i])});
        return made;
    }
    std::string_view deleted = ref, inserted = alt;
    while (!deleted.empty() && !inserted.empty() && deleted.back() == inserted.back()) {
        deleted.remove_suffix(1);
        inserted.remove_suffix(1);
    }
    std::int64_t place = position;
    while (!deleted.empty() && !inserted.empty() && deleted.front() == inserted.front()) {
        deleted.remove_prefix(1);
        inserted.remove_prefix(1);
        ++place;
    }
    PgxEdit edit{place, std::string(deleted), std::string(inserted)};
    if (deleted.empty() || inserted.empty()) {
        std::string& moved = deleted.empty() ? edit.inserted : edit.deleted;
        for (;;) {
            const std::int64_t before = edit.position - 1 - position;
            const char left = before >= 0 && before < static_cast<std::int64_t>(ref.size())
                                  ? ref[static_cast<std::size_t>(before)]
                                  : base(chromosome, edit.position - 1);
            if (left == 0 || left != moved.back()) break;
            std::ranges::rotate(moved, moved.end() - 1);
            --edit.position;
        }
    }
    made.push_back(std::move(edit));
    return made;
}

std::int64_t PgxReference::rightmost(std::string_view chromosome, const PgxEdit& edit) const {
    const auto length = static_cast<std::int64_t>(edit.deleted.size());
    if (!edit.deleted.empty() && !edit.inserted.empty()) return edit.position + length - 1;
    std::string moved = edit.deleted.empty() ? edit.inserted : edit.deleted;
    std::int64_t next = edit.position + length;  // the base that the change may move over
    while (const char right = base(chromosome, next)) {
        if (right != moved.front()) break;
        std::ranges::rotate(moved, moved.begin() + 1);
        ++next;
    }
    return next - 1;
}

}  // namespace strandline::formats
