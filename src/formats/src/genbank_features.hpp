#pragma once

#include "gene_draft.hpp"
#include "location.hpp"

#include <strandline/base/error.hpp>
#include <strandline/domain/annotation.hpp>
#include <strandline/formats/reader.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace strandline::formats {

/// The feature table of one GenBank record after another: keeps the coding sequences, the names that
/// gene features of the same locus tag (else symbol) add to them, and what makes up the genes. Errors are
/// told of the locations of coding sequences only; other features without a sound one are left out.
class FeatureReader {
public:
    FeatureReader(LineReader& in, Errors& errors) : in_(in), errors_(errors) {}

    void begin_record();
    /// A line of the feature table of a record of `length` bases.
    void read_line(std::string_view line, std::int64_t length, bool circular);
    void end_record();
    /// The record's coding sequences, on `contig`.
    std::vector<domain::CodingSequence> take(domain::ContigId contig);
    /// The record's genes, on `contig`; to be called before `take`.
    std::vector<domain::Gene> take_genes(domain::ContigId contig);

private:
    struct Qualifier {
        std::string name, value;
    };
    /// Lines of one feature, gathered.
    struct Feature {
        std::string key;  // CDS, gene, or a transcript such as mRNA
        std::string location;
        bool is_coding() const { return key == "CDS"; }
        std::vector<Qualifier> qualifiers;
        Place place;
    };

    void begin_feature(std::string_view key, std::string_view location);
    void read_qualifier(std::string_view text);
    void append_value(std::string_view text);
    /// A gene or transcript with its place, of one strand.
    struct Placed {
        std::string key;
        domain::CodingSequence names;
        domain::Strand strand = domain::Strand::forward;
        std::vector<domain::Interval> parts;
    };

    void end_feature();
    std::optional<Location> location_of(const Feature& feature, LocationSlip& slip) const;
    void keep_placed(const Feature& feature);
    static domain::CodingSequence names_of(const Feature& feature);
    void add_coding(const Feature& feature, const Location& location);
    void add_gene(const Feature& feature);

    LineReader& in_;
    Errors& errors_;
    std::optional<Feature> feature_;  // while inside a CDS or gene
    bool quote_open_ = false;
    bool wanted_ = false;  // the present qualifier is one that is kept
    std::int64_t length_ = 0;
    bool circular_ = false;
    std::vector<domain::CodingSequence> coding_;
    std::vector<Placed> placed_;
    std::unordered_map<std::string, domain::CodingSequence> genes_;  // by locus tag, else symbol: names only
};

}  // namespace strandline::formats
