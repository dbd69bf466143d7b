#pragma once

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

/// The feature table of one GenBank record after another: keeps the coding sequences, and the names that
/// gene features of the same locus tag (else symbol) add to them.
class FeatureReader {
public:
    FeatureReader(LineReader& in, Errors& errors) : in_(in), errors_(errors) {}

    void begin_record();
    /// A line of the feature table of a record of `length` bases.
    void read_line(std::string_view line, std::int64_t length, bool circular);
    void end_record();
    /// The record's coding sequences, on `contig`.
    std::vector<domain::CodingSequence> take(domain::ContigId contig);

private:
    struct Qualifier {
        std::string name, value;
    };
    /// Lines of one feature, gathered.
    struct Feature {
        bool is_coding;  // else a gene, which may tell more names
        std::string location;
        std::vector<Qualifier> qualifiers;
        Place place;
    };

    void begin_feature(std::string_view key, std::string_view location);
    void read_qualifier(std::string_view text);
    void append_value(std::string_view text);
    void end_feature();
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
    std::unordered_map<std::string, domain::CodingSequence> genes_;  // by locus tag, else symbol: names only
};

}  // namespace strandline::formats
