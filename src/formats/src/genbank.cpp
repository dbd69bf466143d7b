#include <strandline/formats/genbank.hpp>

#include "bases.hpp"
#include "genbank_features.hpp"
#include "location.hpp"
#include "names_seen.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <charconv>
#include <utility>

namespace strandline::formats {
namespace {

enum class Section { between, header, features, sequence };

std::string_view first_word(std::string_view text) {
    text = trim(text);
    return text.substr(0, text.find_first_of(" \t"));
}

class GenBankReader {
public:
    explicit GenBankReader(LineReader& in) : in_(in), features_(in, errors_) {}

    Result<AnnotatedGenome> read() {
        while (!errors_.full() && in_.next()) read_line(in_.line());
        STRANDLINE_CHECK(in_.status());
        if (!errors_.full()) check_end();
        if (errors_.any()) return fail(errors_.take());
        sort_in_genome_order(result_.annotation);
        return std::move(result_);
    }

private:
    void read_line(std::string_view line) {
        switch (section_) {
        case Section::between:
            return read_between(line);
        case Section::header:
            return read_header(line);
        case Section::features:
            return read_feature(line);
        case Section::sequence:
            return read_sequence(line);
        }
    }

    void read_between(std::string_view line) {
        if (trim(line).empty()) return;
        if (line.starts_with("LOCUS ")) return begin_record(line);
        if (said_no_locus_) return;
        said_no_locus_ = true;
        errors_.add(Error::input("genbank.locus", "a record does not begin with LOCUS")
                        .at(in_.place(1))
                        .expected("a line that begins with LOCUS")
                        .found("'{}'", line.substr(0, 20))
                        .mend("give a GenBank flat file; remove what stands before or between its records"));
    }

    void begin_record(std::string_view line) {
        section_ = Section::header;
        said_no_locus_ = false;
        contig_ = {};
        version_.clear();
        record_place_ = in_.place(1, 5);
        sequence_place_ = {};
        contig_line_ = false;
        length_ = 0;
        features_.begin_record();
        read_locus(line);
    }

    /// LOCUS       NC_000913            4641652 bp    DNA     circular CON 09-MAR-2022
    void read_locus(std::string_view line) {
        std::vector<std::string_view> words;
        for (const std::string_view word : split(line, ' '))
            if (!trim(word).empty()) words.push_back(trim(word));
        // Some programs write names of several words.
        std::size_t unit = 3;
        while (unit < words.size() && words[unit] != "bp" && words[unit] != "aa") ++unit;
        if (unit < words.size() && words[unit] == "aa")
            return errors_.add(Error::input("genbank.protein", "the record is a protein")
                                   .at(in_.place_of(words[unit]))
                                   .expected("a nucleotide record, its length in bp")
                                   .found("a length in aa")
                                   .mend("give the GenBank file of the genome, not of a protein"));
        if (unit >= words.size() || !parse_length(words[unit - 1]))
            return errors_.add(Error::input("genbank.locus", "the LOCUS line has no length")
                                   .at(in_.place(1))
                                   .expected("LOCUS, a name, the length and 'bp'")
                                   .found("'{}'", line.substr(0, 60))
                                   .mend("write the line as in: LOCUS       NC_000913  4641652 bp  DNA  "
                                         "circular BCT 12-NOV-2004"));
        contig_.name = words[1];
        for (std::size_t i = 2; i + 1 < unit; ++i) contig_.name += format("_{}", words[i]);
        for (const std::string_view word : words) contig_.circular |= lower(word) == "circular";
    }

    bool parse_length(std::string_view word) {
        const auto [end, slip] = std::from_chars(word.data(), word.data() + word.size(), length_);
        return slip == std::errc() && end == word.data() + word.size() && length_ >= 0;
    }

    void read_header(std::string_view line) {
        if (line.starts_with("VERSION ")) version_ = first_word(line.substr(8));
        read_section_keyword(line);
    }

    void read_feature(std::string_view line) {
        if (line.starts_with(' ') || line.empty())
            features_.read_line(line, length_, contig_.circular);
        else
            read_section_keyword(line);
    }

    void read_section_keyword(std::string_view line) {
        if (line.starts_with("FEATURES")) {
            section_ = Section::features;
        } else if (line.starts_with("ORIGIN")) {
            section_ = Section::sequence;
            sequence_place_ = in_.place(1, 6);
            contig_.bases.reserve(static_cast<std::size_t>(std::min<std::int64_t>(length_, 1 << 20)));
        } else if (line.starts_with("CONTIG") || line.starts_with("WGS")) {
            contig_line_ = true;
        } else if (line.starts_with("//")) {
            end_record();
        } else if (line.starts_with("LOCUS ")) {
            truncated();
            begin_record(line);
        }
    }

    ///        61 tgatagcagc ttctgaactg gttacctgcc gtgagtaaat taaaatttta ttgacttagg
    void read_sequence(std::string_view line) {
        if (line.starts_with("//")) return end_record();
        if (line.starts_with("LOCUS ")) {
            truncated();
            return begin_record(line);
        }
        std::size_t at = line.find_first_not_of(" \t0123456789");
        while (at != std::string_view::npos) {
            const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
            const std::size_t wrong = append_bases(contig_.bases, line.substr(at, end - at));
            if (wrong != std::string_view::npos) {
                Place place = in_.place(static_cast<std::int64_t>(at + wrong) + 1);
                place.record = name();
                return errors_.add(not_a_base("genbank.letter", line[at + wrong], std::move(place)));
            }
            at = line.find_first_not_of(" \t", end);
        }
    }

    /// Some programs leave VERSION empty, or write a full stop.
    std::string name() const { return version_.empty() || version_ == "." ? contig_.name : version_; }

    void end_record() {
        features_.end_record();
        section_ = Section::between;
        contig_.name = name();
        names_.add(contig_.name, record_place_, errors_, "genbank.duplicate");
        if (contig_.bases.empty())
            no_sequence();
        else if (contig_.length() != length_)
            wrong_length();
        const auto id = static_cast<domain::ContigId>(result_.genome.contigs.size());
        for (domain::Gene& gene : features_.take_genes(id))
            result_.annotation.genes.push_back(std::move(gene));
        for (domain::CodingSequence& coding : features_.take(id))
            result_.annotation.coding.push_back(std::move(coding));
        contig_.bases.shrink_to_fit();
        result_.genome.contigs.push_back(std::move(contig_));
    }

    void no_sequence() {
        Place place = record_place_;
        place.record = contig_.name;
        errors_.add(
            Error::input("genbank.no_sequence", "record '{}' has no sequence", contig_.name)
                .at(std::move(place))
                .expected("an ORIGIN section with {} bases",
                          with_thousands(static_cast<std::uint64_t>(length_)))
                .found("{}", contig_line_ ? "only a CONTIG or WGS line that refers to other records" : "none")
                .mend("download it as 'GenBank (full)', or with `efetch -db nuccore -id {} -format "
                      "gbwithparts`; "
                      "or give FASTA and GFF3",
                      contig_.name));
    }

    void wrong_length() {
        Place place = sequence_place_;
        place.record = contig_.name;
        Error error =
            Error::input("genbank.length", "record '{}' is not as long as its LOCUS line says", contig_.name)
                .at(std::move(place))
                .expected("{} bases", with_thousands(static_cast<std::uint64_t>(length_)))
                .found("{} bases", with_thousands(contig_.bases.size()))
                .mend(
                    "fetch the file again; where it was edited by hand, correct the length on the LOCUS "
                    "line");
        error.also_at(record_place_);
        errors_.add(std::move(error));
    }

    void truncated() {
        Place place = record_place_;
        place.record = name();
        errors_.add(Error::input("genbank.truncated", "record '{}' has no end", name())
                        .at(std::move(place))
                        .expected("a line '//' after its last base")
                        .found("{} of {} bases, then {}", with_thousands(contig_.bases.size()),
                               with_thousands(static_cast<std::uint64_t>(length_)),
                               in_.line().starts_with("LOCUS ") ? "the next record" : "the end of the file")
                        .mend("fetch the file again: it was cut off"));
    }

    void check_end() {
        if (section_ != Section::between) return truncated();
        if (result_.genome.contigs.empty() && !errors_.any())
            errors_.add(Error::input("genbank.empty", "the file holds no record")
                            .at({.file = in_.name()})
                            .expected("at least one GenBank record")
                            .found("{}", in_.number() == 0 ? "an empty file" : "empty lines only")
                            .mend("check that this is the file you meant, and that it was written whole"));
    }

    LineReader& in_;
    Errors errors_;
    FeatureReader features_;
    AnnotatedGenome result_;
    NamesSeen names_;
    Section section_ = Section::between;
    domain::Contig contig_;
    std::string version_;
    std::int64_t length_ = 0;
    Place record_place_, sequence_place_;
    bool contig_line_ = false;
    bool said_no_locus_ = false;
};

}  // namespace

Result<AnnotatedGenome> read_genbank(const Source& source) {
    LineReader in(source);
    return GenBankReader(in).read();
}

}  // namespace strandline::formats
