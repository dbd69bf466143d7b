#include <strandline/formats/fasta.hpp>

#include "bases.hpp"
#include "fasta_part.hpp"
#include "names_seen.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <utility>

namespace strandline::formats {
namespace {

bool says_circular(std::string_view header) {
    const std::string text = lower(header);
    return text.find("topology=circular") != std::string::npos ||
           text.find("circular=true") != std::string::npos;
}

class FastaReader {
public:
    explicit FastaReader(LineReader& in) : in_(in) {}

    Result<domain::Genome> read() {
        while (!errors_.full() && in_.next()) read_line(in_.line());
        STRANDLINE_CHECK(in_.status());
        end_record();
        if (genome_.contigs.empty() && !errors_.any())
            return fail(Error::input("fasta.empty", "the file holds no sequence")
                            .at({.file = in_.name()})
                            .expected("at least one FASTA record: >name, then bases")
                            .found("{}", in_.number() == 0 ? "an empty file" : "empty lines only")
                            .mend("check that this is the file you meant, and that it was written whole"));
        if (errors_.any()) return fail(errors_.take());
        return std::move(genome_);
    }

private:
    void read_line(std::string_view line) {
        while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
        if (line.starts_with('>'))
            begin_record(line);
        else if (line.empty())
            return;
        else if (genome_.contigs.empty())
            text_before_header();
        else
            read_bases(line);
    }

    void text_before_header() {
        if (said_no_header_) return;
        said_no_header_ = true;
        errors_.add(Error::input("fasta.header", "text stands before the first header line")
                        .at(in_.place(1))
                        .expected("a line that begins with '>' and a name")
                        .found("'{}'", in_.line().substr(0, 20))
                        .mend("put a line such as '>chr1' before the bases"));
    }

    void begin_record(std::string_view line) {
        end_record();
        const auto [name, circular] = read_fasta_header(line);
        header_place_ = in_.place(1, static_cast<std::int64_t>(name.size()) + 1);
        if (name.empty())
            errors_.add(Error::input("fasta.name", "the record has no name")
                            .at(header_place_)
                            .expected("a name after '>'")
                            .found("nothing")
                            .mend("write a name that no other record has"));
        else
            names_.add(name, header_place_, errors_, "fasta.duplicate");
        genome_.contigs.push_back({std::string(name), {}, circular});
    }

    void end_record() {
        if (genome_.contigs.empty()) return;
        domain::Contig& contig = genome_.contigs.back();
        contig.bases.shrink_to_fit();
        if (contig.bases.empty())
            errors_.add(
                Error::input("fasta.no_bases", "record '{}' has no bases", contig.name)
                    .at(header_place_)
                    .expected("lines of bases after the header")
                    .found("{}",
                           in_.number() == header_place_.line ? "the end of the file" : "the next header")
                    .mend("add its sequence, or remove the header; a truncated file is fetched again"));
    }

    void read_bases(std::string_view line) {
        const std::size_t wrong = append_bases(genome_.contigs.back().bases, line);
        if (wrong == std::string_view::npos) return;
        Place place = in_.place(static_cast<std::int64_t>(wrong) + 1);
        place.record = genome_.contigs.back().name;
        errors_.add(not_a_base("fasta.letter", line[wrong], std::move(place)));
    }

    LineReader& in_;
    domain::Genome genome_;
    NamesSeen names_;
    Errors errors_;
    Place header_place_;
    bool said_no_header_ = false;
};

}  // namespace

FastaHeader read_fasta_header(std::string_view line) {
    const std::string_view header = trim(line.substr(1));
    return {header.substr(0, header.find_first_of(" \t")), says_circular(header)};
}

Result<domain::Genome> read_fasta(const Source& source) {
    LineReader in(source);
    return FastaReader(in).read();
}

Result<domain::Genome> read_fasta_part(LineReader& in) { return FastaReader(in).read(); }

}  // namespace strandline::formats
