#include "design/placed.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/edit/genetic_code.hpp>
#include <strandline/edit/guides.hpp>
#include <strandline/formats/recognise.hpp>

#include <algorithm>
#include <charconv>
#include <span>

namespace strandline::edit {

Result<domain::ContigId> place_on_contig(const domain::Genome& genome, const formats::Change& change) {
    const auto found = std::ranges::find(genome.contigs, change.subject, &domain::Contig::name);
    if (found == genome.contigs.end()) {
        std::vector<std::string> known;
        for (const domain::Contig& contig : genome.contigs) known.push_back(contig.name);
        return fail(Error::input("contig.unknown", "the genome has no contig '{}'", change.subject)
                        .at(change.text.place(0, change.subject.size()))
                        .expected("the name of a contig")
                        .found("'{}'", change.subject)
                        .candidates(nearest(change.subject, known))
                        .mend("write the name as the genome has it"));
    }
    if (change.end > found->length() || change.begin > found->length())
        return fail(Error::input("change.position", "the change lies behind the end of '{}'", found->name)
                        .at(change.text.whole())
                        .expected("positions from 1 to {}", found->length())
                        .found("{}", std::max(change.begin + 1, change.end))
                        .mend("check the position, and that the genome is the one that was meant"));
    const std::string there = found->bases.substr(static_cast<std::size_t>(change.begin), change.ref.size());
    if (there != change.ref)
        return fail(
            Error::input("change.reference", "the genome reads otherwise at {}:{}", found->name,
                         change.begin + 1)
                .at(change.text.whole())
                .expected("'{}' as the change says", change.ref)
                .found("'{}'", there)
                .mend("check the position (it counts from 1, on the forward strand) and the assembly"));
    return static_cast<domain::ContigId>(found - genome.contigs.begin());
}

namespace {

Error not_that_residue(const CodingBases& coding, const formats::Change& change) {
    const auto index = static_cast<std::size_t>(3 * change.begin);
    const bool behind = change.begin >= coding.residues();
    const std::string codon = behind ? "" : coding.bases().substr(index, 3);
    const std::string found = behind ? format("{} codons", coding.residues())
                                     : format("{} ({})", residue_name(translate_codon(codon)), codon);
    return Error::input("change.residue", "codon {} of '{}' is another", change.begin + 1, coding.name())
        .at(change.text.whole())
        .expected("{} as the change says", residue_name(change.from))
        .found("{}", found)
        .mend(
            "check the number (it counts from 1, the start codon) and the transcript: the longest is taken");
}

}  // namespace

Result<CodingBases> place_on_gene(const formats::AnnotatedGenome& annotated, const formats::Change& change,
                                  Context& context) {
    if (annotated.annotation.coding.empty())
        return fail(Error::input("annotation.missing", "nothing says where '{}' is", change.subject)
                        .at(change.text.place(0, change.subject.size()))
                        .expected("an annotation beside the genome")
                        .found("the genome alone")
                        .mend("give the annotation with --annotation genes.gff3, or the genome as GenBank"));
    const GeneRequest request{{change.subject}, change.text.place(0, change.subject.size())};
    Context silent({.threads = context.threads()});
    STRANDLINE_TRY(const std::vector<TargetGene> genes,
                   find_genes(annotated.annotation, std::span(&request, 1), silent));
    if (genes.size() > 1)
        return fail(Error::input("gene.ambiguous", "'{}' may be any of {}", change.subject,
                                 counted(genes.size(), "gene"))
                        .at(request.place)
                        .expected("a name that one gene bears")
                        .found("{}, for example {}", counted(genes.size(), "gene"),
                               genes.front().coding.front()->locus_tag)
                        .mend("ask for it by its locus tag"));
    auto coding = CodingBases::read(annotated.genome, *genes.front().coding.front());
    if (!coding) return fail(std::move(coding).error().at(request.place));
    if (change.kind == formats::Change::Kind::residue &&
        (change.begin >= coding->residues() ||
         translate_codon(coding->bases().substr(static_cast<std::size_t>(3 * change.begin), 3)) !=
             change.from))
        return fail(not_that_residue(*coding, change));
    return coding;
}

std::int64_t within(const domain::Contig& contig, std::int64_t position) {
    return (position % contig.length() + contig.length()) % contig.length();
}

Stretch stretch_around(const domain::Contig& contig, std::int64_t begin, std::int64_t end,
                       std::int64_t flank) {
    Stretch stretch;
    stretch.begin = begin - flank;
    std::int64_t last = end + flank;
    if (!contig.circular) {
        stretch.begin = std::max<std::int64_t>(stretch.begin, 0);
        last = std::min(last, contig.length());
    } else if (last - stretch.begin > contig.length()) {
        const std::int64_t spare = contig.length() - (end - begin);
        stretch.begin = begin - spare / 2;
        last = stretch.begin + contig.length();
    }
    for (std::int64_t i = stretch.begin; i < last; ++i)
        stretch.bases += contig.bases[static_cast<std::size_t>(within(contig, i))];
    return stretch;
}

Result<std::pair<int, int>> read_range(const std::string& option, const std::string& text, int least,
                                       int most) {
    const std::size_t dash = text.find('-');
    int first = 0, last = 0;
    const auto whole = [](std::string_view digits, int& value) {
        const auto [end, slip] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return slip == std::errc() && end == digits.data() + digits.size() && !digits.empty();
    };
    const std::string_view left = std::string_view(text).substr(0, dash);
    const std::string_view right = dash == std::string::npos ? left : std::string_view(text).substr(dash + 1);
    if (whole(left, first) && whole(right, last) && least <= first && first <= last && last <= most)
        return std::pair(first, last);
    return fail(Error::input("parameter.value", "{}: not a range inside {} to {}", option, least, most)
                    .expected("two whole numbers, the smaller first, as in {}-{}", least, most)
                    .found("'{}'", text)
                    .mend("write the range as FIRST-LAST"));
}

Result<std::vector<formats::EditText>> edit_texts(const operation::Call& call, const std::string& option,
                                                  const std::string& port) {
    std::vector<formats::EditText> texts;
    for (const std::string& text : call.texts(option))
        texts.push_back(
            formats::EditText::of_option(format("e{}", texts.size() + 1), "--" + option, trim(text)));
    if (!call.has(port)) return texts;
    STRANDLINE_TRY(std::vector<formats::EditText> more, formats::read_edit_texts(call.input(port)));
    std::ranges::move(more, std::back_inserter(texts));
    return texts;
}

Result<formats::AnnotatedGenome> read_annotated(const operation::Call& call, bool needs_genes) {
    const Source& genome = call.input("genome");
    if (call.has("annotation")) return formats::read_annotated_genome(genome, &call.input("annotation"));
    const std::string kind = formats::recognise(genome);
    if (needs_genes || kind == "genbank" || kind == "gff3") return formats::read_annotated_genome(genome);
    STRANDLINE_TRY(domain::Genome bases, formats::read_genome(genome));
    return formats::AnnotatedGenome{std::move(bases), {}};
}

std::vector<std::string> column_names(const std::vector<operation::Column>& columns) {
    std::vector<std::string> names;
    for (const operation::Column& column : columns) names.push_back(column.name);
    return names;
}

}  // namespace strandline::edit
