#include "location.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <tuple>

namespace strandline::formats {
namespace {

constexpr int deepest_nesting = 16;

class LocationParser {
public:
    LocationParser(std::string_view text, std::int64_t length, bool circular)
        : text_(text), length_(length), circular_(circular) {}

    std::optional<Location> parse(LocationSlip& slip) {
        Location location;
        if (!parse_any(location.parts, 0) || (at_ < text_.size() && !slip_said("the end of the location"))) {
            slip = slip_;
            return std::nullopt;
        }
        location.partial = partial_;
        return location;
    }

private:
    using Parts = std::vector<LocationPart>;

    bool slip_said(std::string expected) {
        slip_ = {at_, std::move(expected)};
        return false;
    }
    bool take(std::string_view word) {
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }

    bool parse_any(Parts& parts, int depth) {
        if (depth > deepest_nesting) return slip_said("fewer brackets within brackets");
        if (take("complement(")) return parse_complement(parts, depth);
        if (take("join(") || take("order(")) return parse_list(parts, depth);
        return parse_span(parts);
    }

    bool parse_complement(Parts& parts, int depth) {
        Parts inner;
        if (!parse_any(inner, depth + 1)) return false;
        if (!take(")")) return slip_said("')'");
        for (LocationPart& part : inner)
            part.strand =
                part.strand == domain::Strand::forward ? domain::Strand::reverse : domain::Strand::forward;
        std::ranges::reverse(inner);
        std::ranges::copy(inner, std::back_inserter(parts));
        return true;
    }

    bool parse_list(Parts& parts, int depth) {
        do {
            if (!parse_any(parts, depth + 1)) return false;
        } while (take(","));
        return take(")") || slip_said("',' or ')'");
    }

    bool parse_span(Parts& parts) {
        const bool elsewhere = skip_record_name();
        const std::size_t begins_at = at_;
        std::int64_t first = 0, last = 0;
        if (!parse_position(first)) return false;
        last = first;
        if (take("..") && !parse_position(last)) return false;
        if (elsewhere) {
            partial_ = true;
            return true;
        }
        if (first < 1 || first > length_ || last < 1 || last > length_ || (first > last && !circular_)) {
            at_ = begins_at;
            return slip_said(first > last ? "a span that runs upward" : "a span within the record's length");
        }
        parts.push_back({first - 1, first > last ? last + length_ : last, domain::Strand::forward});
        return true;
    }

    /// J00194.1:100..202
    bool skip_record_name() {
        const std::size_t end = text_.find_first_of("(),:", at_);
        if (end == std::string_view::npos || text_[end] != ':') return false;
        at_ = end + 1;
        return true;
    }

    bool parse_position(std::int64_t& value) {
        if (take("<") || take(">")) partial_ = true;
        const auto [end, slip] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
        if (slip != std::errc() || value < 0)
            return slip_said("a position such as 190, join(…), order(…) or complement(…)");
        at_ = static_cast<std::size_t>(end - text_.data());
        return true;
    }

    std::string_view text_;
    std::int64_t length_;
    bool circular_;
    std::size_t at_ = 0;
    bool partial_ = false;
    LocationSlip slip_;
};

}  // namespace

std::optional<Location> parse_location(std::string_view text, std::int64_t length, bool circular,
                                       LocationSlip& slip) {
    return LocationParser(text, length, circular).parse(slip);
}

std::vector<domain::Interval> join_across_origin(const std::vector<LocationPart>& parts,
                                                 domain::ContigId contig, std::int64_t length,
                                                 bool circular) {
    std::vector<domain::Interval> intervals;
    for (const LocationPart& part : parts) {
        const domain::Interval next{contig, part.begin, part.end};
        const bool forward = part.strand == domain::Strand::forward;
        if (circular && !intervals.empty()) {
            domain::Interval& last = intervals.back();
            const domain::Interval& left = forward ? last : next;
            const domain::Interval& right = forward ? next : last;
            if (left.end == length && right.begin == 0 && left.begin >= right.end) {
                last = {contig, left.begin, length + right.end};
                continue;
            }
        }
        intervals.push_back(next);
    }
    return intervals;
}

void sort_in_genome_order(domain::Annotation& annotation) {
    const auto key = [](const domain::CodingSequence& coding) {
        const auto first = std::ranges::min_element(coding.parts, {}, &domain::Interval::begin);
        const auto last = std::ranges::max_element(coding.parts, {}, &domain::Interval::end);
        return std::tuple(first->contig, first->begin, last->end);
    };
    std::ranges::stable_sort(annotation.coding, {}, key);
    std::ranges::stable_sort(annotation.genes, {}, [](const domain::Gene& gene) {
        return std::tuple(gene.span.contig, gene.span.begin, gene.span.end);
    });
}

}  // namespace strandline::formats
