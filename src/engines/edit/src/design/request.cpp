#include "design/request.hpp"

#include "circular.hpp"
#include "pam.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/formats/genome.hpp>
#include <strandline/formats/guides.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace strandline::edit {
namespace {

using operation::Call;

constexpr int own_length = 0;  // --spacer-length: that of the nuclease
constexpr std::int64_t widest_window = 1'000'000;

Result<int> read_spacer_length(const Call& call, const Nuclease& nuclease) {
    const auto asked = static_cast<int>(call.integer("spacer-length"));
    if (asked == own_length) return nuclease.spacer_length;
    if (asked >= static_cast<int>(formats::shortest_spacer)) return asked;
    return fail(Error::input("parameter.value", "--spacer-length: out of range")
                    .expected("{} to {}, or 0 for the nuclease's own", formats::shortest_spacer,
                              formats::longest_spacer)
                    .found("{}", asked)
                    .mend("leave it out to get {} nt for {}", nuclease.spacer_length, nuclease.name));
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [rest, slip] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (slip != std::errc() || rest != text.data() + text.size()) return std::nullopt;
    if (value < -widest_window || value > widest_window) return std::nullopt;
    return value;
}

Result<std::pair<std::int64_t, std::int64_t>> read_window(std::string_view text) {
    const std::size_t colon = text.find(':');
    const auto from = number(trim(text.substr(0, colon)));
    const auto to = colon == std::string_view::npos ? std::nullopt : number(trim(text.substr(colon + 1)));
    if (!from || !to)
        return fail(Error::input("window.form", "--window: this is no window")
                        .expected("FROM:TO in bases from the transcription start, such as -50:300")
                        .found("'{}'", text)
                        .mend("write two whole numbers with a colon between"));
    if (*from > *to)
        return fail(Error::input("window.order", "--window: it ends before it begins")
                        .expected("FROM not larger than TO; upstream is negative")
                        .found("'{}'", text)
                        .mend("write {}:{}", *to, *from));
    return std::pair(*from, *to);
}

Strategy strategy_of(std::string_view name) {
    for (const Strategy strategy : {Strategy::crispri, Strategy::crispra, Strategy::tiling})
        if (word(strategy) == name) return strategy;
    return Strategy::knockout;
}

bool is_by_start(std::string_view strategy) { return strategy == "crispri" || strategy == "crispra"; }

Error no_start(const std::string& strategy, std::string_view port) {
    return Error::input("strategy.no_start", "--strategy {} needs a transcription start", strategy)
        .expected("--genes of an annotated genome")
        .found("--{}", port)
        .mend("name the genes with --genes, or take --strategy tiling");
}

}  // namespace

Result<void> read_design_request(const Call& call, DesignRequest& request) {
    const Nuclease* nuclease = find_nuclease(call.text("nuclease"));
    STRANDLINE_ASSERT(nuclease);
    request.nuclease = *nuclease;
    if (call.given("pam")) {
        STRANDLINE_TRY(request.pam, parse_pam(call.text("pam")));
        request.nuclease.pam = request.pam;
    }
    STRANDLINE_TRY(request.spacer_length, read_spacer_length(call, *nuclease));
    request.strategy = strategy_of(call.text("strategy"));
    if (call.given("window")) {
        if (!is_by_start(call.text("strategy")))
            return fail(Error::input("window.strategy", "--window has no meaning here")
                            .expected("--strategy crispri or crispra beside it")
                            .found("--strategy {}", call.text("strategy"))
                            .mend("leave --window out, or name the strategy"));
        STRANDLINE_TRY(request.window, read_window(call.text("window")));
    }
    const std::string& paired = call.text("guide-strand");
    if (paired == "both") request.paired = PairedStrand::both;
    if (paired == "template") request.paired = PairedStrand::template_strand;
    if (paired == "non-template") request.paired = PairedStrand::non_template;
    if (call.text("host") != "auto") request.in_bacteria = call.text("host") == "bacteria";
    request.promoter_length = call.integer("promoter");
    STRANDLINE_TRY(request.avoided, parse_restriction_sites(call.text("avoid-sites")));
    return {};
}

Result<void> check_design_inputs(Call& call) {
    std::vector<std::string> targets;
    for (const std::string port : {"genes", "regions", "sequence"})
        if (call.has(port)) targets.push_back("--" + port);
    if (targets.empty())
        return fail(Error::input("targets.missing", "nothing is said that guides should cut")
                        .expected("--genes, --regions or --sequence")
                        .found("none of them")
                        .mend("name genes, --genes ldhA,adhE; all of them, --genes all; or regions, "
                              "--regions chr1:1001-2000"));
    if (targets.size() > 1)
        return fail(Error::input("targets.several", "what guides should cut is said twice")
                        .expected("one of --genes, --regions and --sequence")
                        .found("{}", join(targets, " and "))
                        .mend("run 'edit guides' once for each"));
    const std::string strategy = call.values.contains("strategy") ? call.text("strategy") : "knockout";
    if (!call.has("genes") && is_by_start(strategy))
        return fail(no_start(strategy, call.has("regions") ? "regions" : "sequence"));
    if (call.has("sequence")) {
        if (!call.has("genome") && !call.has("annotation")) return {};
        return fail(Error::input("genome.unused", "--sequence stands alone")
                        .expected("no --genome and no --annotation beside it")
                        .found("--{}", call.has("genome") ? "genome" : "annotation")
                        .mend("leave it out; 'edit offtargets --genome' searches the guides in a genome"));
    }
    if (!call.has("genome"))
        return fail(Error::input("genome.missing", "no genome is given")
                        .expected("--genome, a file in FASTA, GenBank or 2bit")
                        .found("none")
                        .mend("give --genome genome.fa, or guides for one sequence alone with --sequence"));
    if (call.has("annotation") || !call.has("genes")) return {};
    return formats::check_annotated(call.input("genome"));
}

std::vector<operation::Param> design_params() {
    return {
        operation::choice("nuclease", "SpCas9", nuclease_names())
            .help("which nuclease: PAM, spacer length and cut"),
        operation::text("pam").value("IUPAC").help(
            "another PAM for the nuclease, such as NG or NRN; its side and cut stay"),
        operation::integer("spacer-length", own_length)
            .range(own_length, formats::longest_spacer)
            .help("length of the spacer in nt: 0, or 17 to 25; 0 is the nuclease's own"),
        operation::choice("strategy", "knockout", {"knockout", "crispri", "crispra", "tiling"})
            .help("knockout cuts coding sequence, crispri and crispra bind round the transcription start, "
                  "tiling covers all"),
        operation::text("window").value("FROM:TO").help(
            "cuts from the transcription start for crispri and crispra, such as -50:300"),
        operation::choice("guide-strand", "auto", {"auto", "both", "template", "non-template"})
            .help("strand of the gene that guides of crispri and crispra pair with"),
        operation::choice("host", "auto", {"auto", "eukaryote", "bacteria"})
            .help("whose windows to use; auto: bacteria when the longest contig is circular"),
        operation::integer("promoter", 1000)
            .range(0, 1e6)
            .help("bases upstream of a transcription start that are called promoter"),
        operation::text("avoid-sites", "")
            .value("LIST")
            .help("mark spacers with these restriction sites, such as BsmBI,BbsI,GAAGAC"),
        circular_param()};
}

}  // namespace strandline::edit
