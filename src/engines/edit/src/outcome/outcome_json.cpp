#include "outcome/outcome_json.hpp"

#include "outcome/outcome_tables.hpp"
#include "outcome/statistics.hpp"

#include <strandline/base/json.hpp>
#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <cmath>

namespace strandline::edit {
namespace {

constexpr std::string_view document_format = "edit.outcome-result/1";

Json text(std::string_view words) { return is_valid_utf8(words) ? Json(words) : Json(printable(words)); }

Json numbers(const std::vector<std::int64_t>& row) {
    Json array = Json::array();
    for (const std::int64_t one : row) array.push_back(one);
    return array;
}

Json ranges(std::span<const Range> parts) {
    Json array = Json::array();
    for (const Range& part : parts) array.push_back(Json::array({part.begin, part.end}));
    return array;
}

std::vector<Range> window_ranges(const std::vector<std::uint8_t>& window) {
    std::vector<Range> parts;
    for (std::size_t i = 0; i < window.size(); ++i) {
        if (!window[i]) continue;
        if (parts.empty() || parts.back().end != static_cast<std::int64_t>(i))
            parts.push_back({static_cast<std::int64_t>(i), 0});
        parts.back().end = static_cast<std::int64_t>(i) + 1;
    }
    return parts;
}

/// To a millionth of a percent: what follows is noise of the machine.
double rounded_percent(double share) { return std::round(share * 1e8) / 1e6; }

Json share_json(Share share) {
    if (share.total == 0) return nullptr;
    const Bounds bounds = wilson(share);
    return Json::object({{"percent", rounded_percent(share.value())},
                         {"low", rounded_percent(bounds.low)},
                         {"high", rounded_percent(bounds.high)}});
}

Json histogram_json(const Histogram& histogram) {
    Json array = Json::array();
    for (const auto& [size, reads] : histogram) array.push_back(Json::array({size, reads}));
    return array;
}

Json guides_json(const Amplicon& amplicon) {
    Json array = Json::array();
    for (const AmpliconGuide& guide : amplicon.guides)
        array.push_back(Json::object({{"name", text(guide.name)},
                                      {"spacer", text(guide.spacer)},
                                      {"begin", guide.begin},
                                      {"end", guide.end},
                                      {"strand", std::string(1, domain::symbol(guide.strand))},
                                      {"cut", guide.cut}}));
    return array;
}

Json positions_json(const Tally& tally) {
    return Json::object({{"reads", numbers(tally.covered)},
                         {"A", numbers(tally.nucleotides[0])},
                         {"C", numbers(tally.nucleotides[1])},
                         {"G", numbers(tally.nucleotides[2])},
                         {"T", numbers(tally.nucleotides[3])},
                         {"N", numbers(tally.nucleotides[4])},
                         {"deleted", numbers(tally.all.deletions)},
                         {"inserted_behind", numbers(tally.all.insertions_left)},
                         {"substituted", numbers(tally.all.substitutions)},
                         {"modified", numbers(tally.all.any)}});
}

Json alleles_json(const Amplicon& amplicon, std::uint32_t index, const SampleOutcome& sample) {
    Json array = Json::array();
    for (const WindowAllele& one : window_alleles(amplicon, index, sample))
        array.push_back(Json::object({{"edits", text(one.edits)},
                                      {"reads", one.reads},
                                      {"frame", text(word(one.frame))},
                                      {"inserted_bases", one.sizes.inserted},
                                      {"deleted_bases", one.sizes.deleted},
                                      {"substituted_bases", one.sizes.substituted}}));
    return array;
}

Json kinds_json(const Tally& tally) {
    return Json::object({{"insertions", tally.with(inserted_bit)},
                         {"deletions", tally.with(deleted_bit)},
                         {"substitutions", tally.with(substituted_bit)},
                         {"only_insertions", tally.by_kind[inserted_bit]},
                         {"only_deletions", tally.by_kind[deleted_bit]},
                         {"only_substitutions", tally.by_kind[substituted_bit]}});
}

Json frames_json(const Amplicon& amplicon, const Tally& tally) {
    if (amplicon.coding.empty()) return nullptr;
    const auto frame = [&](Frame one) { return tally.by_frame[static_cast<std::size_t>(one)]; };
    return Json::object({{"unchanged", frame(Frame::unchanged)},
                         {"in_frame", frame(Frame::in_frame)},
                         {"shifted", frame(Frame::shifted)}});
}

Json background_json(Share treated, const Tally& control) {
    const Share background{control.modified, control.reads};
    Json made = Json::object({{"reads", background.total}, {"modified", background.count}});
    if (treated.total == 0 || background.total == 0) return made;
    const RateDifference left = less_background(treated, background);
    made.set("modified_share", share_json(background));
    made.set("corrected", Json::object({{"percent", rounded_percent(left.value)},
                                        {"low", rounded_percent(left.bounds.low)},
                                        {"high", rounded_percent(left.bounds.high)}}));
    made.set("p", fisher_exact(treated, background));
    return made;
}

Json amplicon_json(const OutcomeView& view, std::uint32_t i) {
    const Amplicon& amplicon = view.amplicons[i];
    const Tally& tally = view.tallies[i];
    Json made = Json::object({{"name", text(amplicon.name)},
                              {"role", text(word(amplicon.role))},
                              {"locus", amplicon.locus},
                              {"bases", text(amplicon.bases)},
                              {"guides", guides_json(amplicon)},
                              {"window", ranges(window_ranges(amplicon.window))},
                              {"coding", ranges(amplicon.coding)},
                              {"reads", tally.reads},
                              {"modified", tally.modified},
                              {"modified_share", share_json({tally.modified, tally.reads})},
                              {"ambiguous", tally.ambiguous},
                              {"not_covering", tally.not_covering},
                              {"kinds", kinds_json(tally)},
                              {"frames", frames_json(amplicon, tally)}});
    if (view.control)
        made.set("control", background_json({tally.modified, tally.reads}, view.control_tallies[i]));
    made.set("inserted_bases", histogram_json(tally.insertion_sizes));
    made.set("deleted_bases", histogram_json(tally.deletion_sizes));
    made.set("substituted_bases", histogram_json(tally.substitution_counts));
    made.set("gained_bases", histogram_json(tally.indel_sizes));
    made.set("positions", positions_json(tally));
    made.set("alleles", alleles_json(amplicon, i, *view.sample));
    return made;
}

Json counts_json(const ReadCounts& counts) {
    return Json::object({{"paired", counts.paired},
                         {"input", counts.input},
                         {"low_quality", counts.low_quality},
                         {"unmerged", counts.unmerged},
                         {"merged", counts.merged},
                         {"aligned", counts.aligned},
                         {"ambiguous", counts.ambiguous},
                         {"not_covering", counts.not_covering},
                         {"unaligned", counts.unaligned},
                         {"distinct_aligned", counts.unique}});
}

Json loci_json(const OutcomeView& view) {
    Json array = Json::array();
    for (const LocusShares& locus : share_loci(view.amplicons, view.tallies))
        array.push_back(Json::object({{"name", text(locus.name)},
                                      {"reads", locus.reads},
                                      {"unmodified", locus.unmodified},
                                      {"modified", locus.modified},
                                      {"expected", locus.expected},
                                      {"expected_modified", locus.expected_modified}}));
    return array;
}

}  // namespace

Result<void> write_outcome_json(Sink& sink, std::span<const OutcomeView> views) {
    Json samples = Json::array();
    for (const OutcomeView& view : views) {
        Json amplicons = Json::array();
        for (std::uint32_t i = 0; i < view.amplicons.size(); ++i) amplicons.push_back(amplicon_json(view, i));
        Json sample = Json::object({{"name", text(view.sample->name)},
                                    {"reads", counts_json(view.sample->counts)},
                                    {"loci", loci_json(view)},
                                    {"amplicons", std::move(amplicons)}});
        if (view.control) sample.set("control", text(view.control->name));
        samples.push_back(std::move(sample));
    }
    sink.write(Json::object({{"format", document_format}, {"samples", std::move(samples)}}).compact());
    sink.write("\n");
    return sink.status();
}

namespace {

/// Looks into a document and says where something is not as it should be.
class Look {
public:
    Look(const Json& value, std::string path, std::string file)
        : value_(&value), path_(std::move(path)), file_(std::move(file)) {}

    Result<Look> member(std::string_view name) const {
        const std::string path = path_.empty() ? std::string(name) : path_ + "." + std::string(name);
        if (const Json* found = value_->find(name)) return Look(*found, path, file_);
        return fail(wrong(path, "a member '" + std::string(name) + "'", "none"));
    }
    Result<std::vector<Look>> items() const {
        if (!value_->is_array()) return fail(wrong(path_, "an array", kind()));
        std::vector<Look> found;
        for (std::size_t i = 0; i < value_->items().size(); ++i)
            found.emplace_back(value_->items()[i], format("{}[{}]", path_, i), file_);
        return found;
    }
    Result<std::string> text() const {
        if (!value_->is_string()) return fail(wrong(path_, "text", kind()));
        return value_->string();
    }
    Result<std::int64_t> count() const {
        if (!value_->is_integer() || value_->integer() < 0)
            return fail(wrong(path_, "a number of reads", value_->is_number() ? value_->compact() : kind()));
        return value_->integer();
    }
    Result<std::vector<std::int64_t>> counts() const {
        STRANDLINE_TRY(const std::vector<Look> looks, items());
        std::vector<std::int64_t> row;
        for (const Look& look : looks) {
            STRANDLINE_TRY(const std::int64_t one, look.count());
            row.push_back(one);
        }
        return row;
    }
    Error contradiction(std::string_view expected, std::string_view found) const {
        return Error::input("outcome.numbers", "{}: the numbers contradict each other", path_)
            .at({.file = file_, .record = path_})
            .expected("{}", expected)
            .found("{}", found)
            .mend("write the document again with 'strandline edit outcome'");
    }

private:
    std::string kind() const {
        return value_->is_null()     ? "null"
               : value_->is_string() ? "text"
               : value_->is_array()  ? "an array"
               : value_->is_object() ? "an object"
               : value_->is_number() ? "a number"
                                     : "true or false";
    }
    Error wrong(const std::string& path, const std::string& expected, const std::string& found) const {
        return Error::input("outcome.member", "the document does not have what it should at {}", path)
            .at({.file = file_, .record = path})
            .expected("{}", expected)
            .found("{}", found)
            .mend("give the JSON document that 'strandline edit outcome' writes, unchanged");
    }

    const Json* value_;
    std::string path_, file_;
};

Result<std::map<std::string, std::int64_t>> read_alleles(const Look& amplicon, std::int64_t reads) {
    STRANDLINE_TRY(const Look member, amplicon.member("alleles"));
    STRANDLINE_TRY(const std::vector<Look> items, member.items());
    std::map<std::string, std::int64_t> alleles;
    std::int64_t sum = 0;
    for (const Look& item : items) {
        STRANDLINE_TRY(const Look name, item.member("edits"));
        STRANDLINE_TRY(const std::string edits, name.text());
        STRANDLINE_TRY(const Look number, item.member("reads"));
        STRANDLINE_TRY(const std::int64_t count, number.count());
        alleles[edits] += count;
        sum += count;
    }
    if (sum != reads)
        return fail(
            member.contradiction(format("alleles with {} reads together", reads), format("{} reads", sum)));
    return alleles;
}

Result<std::vector<std::int64_t>> read_row(const Look& positions, std::string_view name, std::size_t bases) {
    STRANDLINE_TRY(const Look member, positions.member(name));
    STRANDLINE_TRY(const std::vector<std::int64_t> row, member.counts());
    if (row.size() != bases)
        return fail(member.contradiction(format("{} numbers, one a base", bases), format("{}", row.size())));
    return row;
}

Result<StoredAmplicon> read_amplicon(const Look& look) {
    StoredAmplicon made;
    STRANDLINE_TRY(const Look name, look.member("name"));
    STRANDLINE_TRY(made.name, name.text());
    STRANDLINE_TRY(const Look bases, look.member("bases"));
    STRANDLINE_TRY(made.bases, bases.text());
    STRANDLINE_TRY(const Look reads, look.member("reads"));
    STRANDLINE_TRY(made.reads, reads.count());
    STRANDLINE_TRY(const Look modified, look.member("modified"));
    STRANDLINE_TRY(made.modified, modified.count());
    if (made.modified > made.reads)
        return fail(modified.contradiction(format("at most the {} counted reads", made.reads),
                                           format("{}", made.modified)));
    STRANDLINE_TRY(const Look positions, look.member("positions"));
    STRANDLINE_TRY(made.covered, read_row(positions, "reads", made.bases.size()));
    STRANDLINE_TRY(made.edited, read_row(positions, "modified", made.bases.size()));
    for (std::size_t i = 0; i < made.bases.size(); ++i)
        if (made.edited[i] > made.covered[i])
            return fail(
                positions.contradiction(format("at most {} modified reads at base {}", made.covered[i], i),
                                        format("{}", made.edited[i])));
    STRANDLINE_TRY(made.alleles, read_alleles(look, made.reads));
    return made;
}

}  // namespace

Result<std::vector<StoredSample>> read_outcome_json(const Source& source) {
    STRANDLINE_TRY(const std::string bytes, formats::read_bytes(source));
    if (!trim(bytes).starts_with('{'))
        return fail(
            Error::input("outcome.document", "the file is no JSON document")
                .at({.file = source.name(), .line = 1})
                .expected("the JSON document that 'strandline edit outcome' writes")
                .found("{}", bytes.empty() ? "an empty file" : "other text")
                .mend("give the output of --json; the tables do not hold all that a comparison needs"));
    STRANDLINE_TRY(const Json document, Json::parse(bytes, source.name()));
    const Json* format_name = document.find("format");
    if (!format_name || !format_name->is_string() || format_name->string() != document_format)
        return fail(Error::input("outcome.document", "the document is no editing outcome")
                        .at({.file = source.name()})
                        .expected("a member \"format\" that says {}", document_format)
                        .found("{}", format_name ? format_name->compact() : "none")
                        .mend("give the JSON document that 'strandline edit outcome' writes"));
    STRANDLINE_TRY(const Look samples, Look(document, "", source.name()).member("samples"));
    STRANDLINE_TRY(const std::vector<Look> items, samples.items());
    std::vector<StoredSample> read;
    for (const Look& item : items) {
        StoredSample sample;
        STRANDLINE_TRY(const Look name, item.member("name"));
        STRANDLINE_TRY(sample.name, name.text());
        STRANDLINE_TRY(const Look amplicons, item.member("amplicons"));
        STRANDLINE_TRY(const std::vector<Look> looks, amplicons.items());
        for (const Look& look : looks) {
            STRANDLINE_TRY(StoredAmplicon amplicon, read_amplicon(look));
            sample.amplicons.push_back(std::move(amplicon));
        }
        read.push_back(std::move(sample));
    }
    return read;
}

}  // namespace strandline::edit
