#include "variants/feed.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace strandline::edit {
namespace {

constexpr int looked_at_after_an_error = 1000;  // records

/// The name with "chr" before it, or without.
std::string other_style(const std::string& name) {
    return name.starts_with("chr") ? name.substr(3) : "chr" + name;
}

}  // namespace

Result<bool> RecordFeed::read() { return stream_.next(record_); }

bool RecordFeed::on_genome() {
    if (record_.contig != contig_name_ || count_ + absent_.size() == 0) {
        contig_name_ = record_.contig;
        const domain::PackedGenome::Contig* found = genome_.find(contig_name_);
        contig_known_ = found != nullptr;
        if (found) contig_ = static_cast<domain::ContigId>(found - genome_.contigs().data());
    }
    if (!contig_known_) ++absent_[contig_name_];
    return contig_known_;
}

Place RecordFeed::place() const {
    Place place{.file = stream_.name, .line = record_.line};
    if (record_.line == 0) place.record = format("record {}", record_.number);
    return place;
}

std::optional<Error> RecordFeed::check_reference() const {
    const domain::PackedGenome::Contig& contig = genome_.contigs()[contig_];
    const auto length = static_cast<std::int64_t>(record_.reference.size());
    if (record_.position + length > contig.length)
        return Error::input("vcf.reference", "{}:{} is beyond the end of the contig", contig.name,
                            record_.position + 1)
            .at(place())
            .expected("at most {} bases, as in the genome", contig.length)
            .found("REF up to {}", record_.position + length)
            .mend("give the variants of this assembly, or the genome they were called on");
    const std::string bases = genome_.bases(contig_, record_.position, length);
    for (std::size_t i = 0; i < bases.size(); ++i)
        if (!(domain::base_set(bases[i]) & domain::base_set(record_.reference[i])))
            return Error::input("vcf.reference", "{}:{}: REF is not what the genome has", contig.name,
                                record_.position + 1)
                .at(place())
                .expected("{}", bases.substr(0, 60))
                .found("{}", record_.reference.substr(0, 60))
                .mend("give the variants of this assembly, or the genome they were called on");
    return std::nullopt;
}

/// A file of another assembly disagrees at three of four records: the next few show it.
Result<void> RecordFeed::gather_errors(Error first) {
    Errors errors;
    errors.add(std::move(first));
    for (int i = 0; i < looked_at_after_an_error && !errors.full(); ++i) {
        const auto more = read();
        if (!more || !*more) break;
        if (record_.position < 0 || !on_genome()) continue;
        if (auto error = check_reference()) errors.add(std::move(*error));
    }
    return fail(errors.take());
}

Result<void> RecordFeed::advance() {
    for (;;) {
        STRANDLINE_TRY(has_, read());
        if (!has_) return {};
        if (!on_genome() || record_.position < 0) continue;
        ++count_;
        auto error = check_reference();
        if (error) return gather_errors(std::move(*error));
        return {};
    }
}

Result<void> RecordFeed::check_contigs(Context& context) const {
    if (absent_.empty()) return {};
    std::uint64_t records = 0;
    std::vector<std::string> names, known;
    for (const auto& [name, number] : absent_) {
        names.push_back(name);
        records += number;
    }
    if (count_ > 0) {
        const std::size_t shown = std::min<std::size_t>(names.size(), 5);
        context.log(
            LogLevel::warning,
            format("{}: {} on {} that the genome does not have {} left out: {}{}", stream_.name,
                   counted(records, "record"), counted(names.size(), "contig"), records == 1 ? "is" : "are",
                   join({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown)}, ", "),
                   shown < names.size() ? " …" : ""));
        return {};
    }
    for (const domain::PackedGenome::Contig& contig : genome_.contigs()) known.push_back(contig.name);
    const bool prefix = std::ranges::any_of(
        names, [&](const std::string& name) { return genome_.find(other_style(name)) != nullptr; });
    return fail(
        Error::input("vcf.contigs", "no contig of the variants is in the genome")
            .at({.file = stream_.name})
            .expected("contigs named as in the genome: {}",
                      join({known.begin(), known.begin() + static_cast<std::ptrdiff_t>(
                                                               std::min<std::size_t>(known.size(), 5))},
                           ", "))
            .found("{}", join({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(
                                                                  std::min<std::size_t>(names.size(), 5))},
                              ", "))
            .candidates(prefix ? std::vector<std::string>{other_style(names.front())}
                               : nearest(names.front(), known))
            .mend("{}",
                  prefix ? "rename the contigs (chr before the name, or not): bcftools annotate "
                           "--rename-chrs names.txt"
                         : "rename the contigs as the genome has them, or give the genome of the variants"));
}

}  // namespace strandline::edit
