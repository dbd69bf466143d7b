#include "outcome/outcome_input.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/formats/guides.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace strandline::edit {
namespace {

using operation::Call;

constexpr std::size_t shown_bases = 40;
constexpr std::size_t most_reads_told = 2;

/// Words joined by commas, blanks round them left aside.
std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> found;
    for (const std::string_view word : split(text, ','))
        if (!trim(word).empty()) found.emplace_back(trim(word));
    return found;
}

std::vector<std::string> words(const std::vector<std::string>& texts) {
    std::vector<std::string> found;
    for (const std::string& text : texts)
        for (std::string& word : words(text)) found.push_back(std::move(word));
    return found;
}

void add_expected(LocusRequest& locus, const std::vector<std::string>& sequences, AmpliconRole role,
                  const std::string& name) {
    for (std::size_t i = 0; i < sequences.size(); ++i)
        locus.expected.push_back(
            {sequences.size() > 1 ? format("{}{}", name, i + 1) : name, sequences[i], role});
}

LocusRequest locus_of_params(const Call& call) {
    LocusRequest locus;
    locus.name = call.text("name");
    locus.amplicon = call.text("amplicon");
    locus.guides = words(call.texts("guide"));
    locus.coding = words(call.texts("coding"));
    add_expected(locus, words(call.texts("expected-hdr")), AmpliconRole::hdr, "HDR");
    add_expected(locus, words(call.texts("expected-prime")), AmpliconRole::prime, "Prime-edited");
    return locus;
}

/// "reads/s1.fastq.gz": "s1".
std::string sample_name(std::string_view path) {
    path = path.substr(path.find_last_of('/') + 1);
    for (const std::string_view end : {".gz", ".fastq", ".fq"})
        if (path.ends_with(end)) path.remove_suffix(end.size());
    return std::string(path);
}

std::vector<Source> sources(const Call& call, std::string_view port) {
    const auto given = call.inputs(port);
    return {given.begin(), given.end()};
}

/// A sample of each file or pair of files, or one of all.
std::vector<ReadFiles> samples_of(const Call& call) {
    const std::vector<Source> first = sources(call, "reads"), second = sources(call, "mates");
    const std::vector<std::string> names = call.texts("sample");
    std::vector<ReadFiles> samples;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (samples.empty() || !call.flag("join"))
            samples.push_back({i < names.size() ? names[i] : sample_name(first[i].name()), {}, {}});
        samples.back().first.push_back(first[i]);
        if (!second.empty()) samples.back().second.push_back(second[i]);
    }
    // Files of one name in different folders are different samples.
    std::set<std::string> taken;
    for (ReadFiles& sample : samples) {
        const std::string plain = sample.name;
        for (int number = 2; !taken.insert(sample.name).second; ++number)
            sample.name = format("{}_{}", plain, number);
    }
    return samples;
}

OutcomeSettings settings_of(const Call& call) {
    OutcomeSettings settings;
    settings.scores.gap_open = static_cast<int>(call.integer("gap-open"));
    settings.scores.gap_extend = static_cast<int>(call.integer("gap-extend"));
    settings.scores.gap_incentive = static_cast<int>(call.integer("gap-incentive"));
    settings.min_mean_quality = call.number("min-mean-quality");
    settings.min_base_quality = static_cast<int>(call.integer("min-base-quality"));
    settings.min_identity = call.number("min-identity");
    settings.min_overlap = static_cast<int>(call.integer("min-overlap"));
    settings.max_overlap_mismatch = call.number("max-overlap-mismatch");
    return settings;
}

WindowSettings window_of(const Call& call) {
    WindowSettings window;
    window.cut_offset = call.integer("cut-offset");
    window.centre = call.integer("window-centre");
    window.size = call.integer("window-size");
    window.exclude_left = call.integer("exclude-left");
    window.exclude_right = call.integer("exclude-right");
    return window;
}

Error wrong_call(std::string_view what, std::string_view expected, std::string_view found,
                 std::string_view mend) {
    return Error::input("outcome.call", "{}", what)
        .expected("{}", expected)
        .found("{}", found)
        .mend("{}", mend);
}

Result<void> check_scores(const Call& call) {
    if (call.integer("gap-open") > call.integer("gap-extend"))
        return fail(wrong_call("to open a gap may not cost less than to extend it",
                               "--gap-open at most --gap-extend",
                               format("{} and {}", call.integer("gap-open"), call.integer("gap-extend")),
                               "leave both out to get -20 and -2"));
    return {};
}

/// An unset variable of the shell leaves an empty text, which would change what is measured without a word.
Result<void> check_texts(const Call& call) {
    for (const std::string_view param : {"guide", "coding", "expected-hdr", "expected-prime", "sample"})
        for (const std::string& text : call.texts(param))
            if (trim(text).empty())
                return fail(wrong_call(format("--{} is empty", param), "a value", "nothing",
                                       format("give it, or leave --{} out", param)));
    std::vector<std::string> names = call.texts("sample");
    std::ranges::sort(names);
    if (const auto twice = std::ranges::adjacent_find(names); twice != names.end())
        return fail(wrong_call("two samples have one name", "a name of its own for each sample",
                               format("'{}' twice", *twice), "rename one of them"));
    if (call.text("convert-from") == call.text("convert-to"))
        return fail(wrong_call("a base is not converted to itself",
                               "--convert-from and --convert-to that differ", call.text("convert-from"),
                               "leave both out to get C and T"));
    return {};
}

Result<void> check_files(const Call& call) {
    const std::size_t mates = call.inputs("mates").size(), reads = call.inputs("reads").size();
    if (mates > 0 && mates != reads)
        return fail(wrong_call("--mates must be as many files as --reads",
                               format("{}", counted(reads, "file")), counted(mates, "file"),
                               "give the second file of each pair in the order of the first"));
    if (call.inputs("control-mates").size() > call.inputs("control").size())
        return fail(wrong_call("--control-mates goes with --control", "the first file of the control's pair",
                               "its second alone", "give --control, too"));
    return {};
}

}  // namespace

Result<void> check_outcome_call(Call& call) {
    const bool one = call.given("amplicon"), many = call.has("amplicons");
    if (!one && !many)
        return fail(wrong_call("no amplicon is given", "--amplicon SEQUENCE, or --amplicons TABLE", "neither",
                               "give the sequence between and with the primers, and the guide by --guide"));
    if (one && many)
        return fail(wrong_call("the amplicon is given twice", "--amplicon or --amplicons", "both",
                               "put it into the table, or leave the table out"));
    if (many)
        for (const std::string_view param : {"guide", "coding", "expected-hdr", "expected-prime"})
            if (!call.texts(param).empty())
                return fail(wrong_call(format("--{} does not go with --amplicons", param),
                                       "guides, coding parts and expected sequences as columns of the table",
                                       format("--{}", param), "write it into the table's row"));
    STRANDLINE_CHECK(check_texts(call));
    STRANDLINE_CHECK(check_scores(call));
    return check_files(call);
}

Result<std::vector<LocusRequest>> read_loci(const Source& source) {
    STRANDLINE_TRY(formats::TableReader table, formats::TableReader::open(source));
    STRANDLINE_TRY(const std::size_t name, table.column("name"));
    STRANDLINE_TRY(const std::size_t amplicon, table.column("amplicon"));
    const auto cells = [&](std::string_view column) {
        const auto found = table.find_column(column);
        return found ? words(table.text(*found)) : std::vector<std::string>();
    };
    std::vector<LocusRequest> loci;
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) break;
        LocusRequest locus;
        locus.name = table.text(name);
        locus.amplicon = table.text(amplicon);
        locus.place = table.place();
        locus.guides = cells("guides");
        locus.coding = cells("coding");
        add_expected(locus, cells("hdr"), AmpliconRole::hdr, locus.name + ".HDR");
        add_expected(locus, cells("prime"), AmpliconRole::prime, locus.name + ".prime");
        loci.push_back(std::move(locus));
    }
    if (loci.empty())
        return fail(Error::input("amplicons.empty", "the table names no amplicon")
                        .at({.file = source.name()})
                        .expected("a row for each locus")
                        .found("a header alone")
                        .mend("add a row with name and sequence"));
    return loci;
}

namespace {

bool has_site(std::string_view amplicon, std::string_view spacer) {
    const std::string bases = upper(amplicon);
    return bases.find(spacer) != std::string::npos ||
           bases.find(domain::reverse_complement(spacer)) != std::string::npos;
}

/// Guides of a design that have a site in a locus become its guides, where it names none itself.
Result<void> add_designed(const Source& designed, std::vector<LocusRequest>& loci) {
    STRANDLINE_TRY(const std::vector<domain::Guide> guides, formats::read_guides(designed));
    bool used = false, wanted = false;
    for (LocusRequest& locus : loci) {
        if (!locus.guides.empty()) continue;
        wanted = true;
        for (const domain::Guide& guide : guides)
            if (has_site(locus.amplicon, guide.spacer)) locus.guides.push_back(guide.spacer);
        used = used || !locus.guides.empty();
    }
    if (used || !wanted) return {};
    return fail(Error::input("outcome.guides", "none of the guides has a site in an amplicon")
                    .at({.file = designed.name()})
                    .expected("a spacer that stands in the amplicon, on either strand")
                    .found("{} that do not", counted(guides.size(), "guide"))
                    .mend("give the guides that were designed for this locus, or the spacer by --guide"));
}

}  // namespace

Result<OutcomeInput> read_outcome_input(const Call& call) {
    OutcomeInput input;
    input.settings = settings_of(call);
    std::vector<LocusRequest> loci = {locus_of_params(call)};
    if (call.has("amplicons")) { STRANDLINE_TRY(loci, read_loci(call.input("amplicons"))); }
    if (call.has("guides")) STRANDLINE_CHECK(add_designed(call.input("guides"), loci));
    STRANDLINE_TRY(input.amplicons, make_amplicons(loci, window_of(call), input.settings.scores));
    input.samples = samples_of(call);
    if (call.has("control"))
        input.control = {"control", sources(call, "control"), sources(call, "control-mates")};
    return input;
}

Explanation explain_unaligned(const SampleOutcome& sample, const std::vector<Amplicon>& amplicons) {
    Explanation made;
    const ReadCounts& counts = sample.counts;
    made.found =
        format("{}: {} too poor, {}{} unaligned", counted(counts.input, counts.paired ? "pair" : "read"),
               with_thousands(counts.low_quality),
               counts.paired ? format("{} unmerged, ", with_thousands(counts.unmerged)) : std::string(),
               with_thousands(counts.unaligned));
    if (counts.unmerged > counts.unaligned && counts.unmerged > counts.low_quality) {
        made.mend =
            "mates that do not overlap cannot be joined: give the first reads alone, or lower --min-overlap";
        return made;
    }
    if (counts.low_quality > counts.unaligned) {
        made.mend = "lower --min-mean-quality, or look at the run's quality";
        return made;
    }
    made.mend = "compare the reads with the amplicon";
    if (sample.unaligned.empty()) return made;
    for (std::size_t i = 0; i < std::min(most_reads_told, sample.unaligned.size()); ++i) {
        const UnalignedRead& read = sample.unaligned[i];
        made.found += format("; {} x {}{} ({:.0f} % of it like '{}'; {})", with_thousands(read.reads),
                             read.bases.substr(0, shown_bases), read.bases.size() > shown_bases ? "..." : "",
                             read.identity, amplicons[read.amplicon].name, read.reason);
    }
    const std::string& reason = sample.unaligned.front().reason;
    if (reason.starts_with("like no amplicon"))
        made.mend = "check that amplicon and reads belong together; both strands were tried";
    else if (reason.starts_with("like "))
        made.mend = "check the amplicon's sequence, or lower --min-identity";
    else if (reason.find("dimer") != std::string::npos || reason.starts_with("shorter"))
        made.mend = "the library holds little besides primers: clean it up, or sequence deeper";
    else if (reason.starts_with("reads into"))
        made.mend = "give the whole pair, which is trimmed where mates overlap, or trim adapters first";
    else if (reason.starts_with("mostly"))
        made.mend = "look at the sequencing run, or filter by --min-mean-quality";
    return made;
}

}  // namespace strandline::edit
