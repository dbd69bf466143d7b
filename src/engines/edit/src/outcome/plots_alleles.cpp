#include "outcome/plots.hpp"

#include "outcome/outcome_tables.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace strandline::edit {
namespace {

constexpr double row_height = 21, left = 12, top = 58, room = 704;

double cell_width(std::size_t columns) {
    return std::min(16.0, room / static_cast<double>(std::max<std::size_t>(1, columns)));
}

/// One row of the picture: the columns of an alignment from the left border on, as many as the reference has
/// bases there; an insertion moves what follows it to the right, and the last columns out of the picture.
class Row {
public:
    Row(const AlignedPair& pair, std::size_t columns, double y)
        : pair_(pair), columns_(std::min(columns, pair.read.size())), cell_(cell_width(columns)), y_(y) {}

    void draw(Drawing& drawing) const {
        colours(drawing);
        letters(drawing);
        insertions(drawing);
    }

private:
    double x(std::size_t column) const { return left + cell_ * static_cast<double>(column); }
    bool substituted(std::size_t i) const {
        return pair_.reference[i] != '-' && pair_.read[i] != '-' && pair_.read[i] != '.' &&
               pair_.read[i] != pair_.reference[i];
    }

    void colours(Drawing& drawing) const {
        static constexpr std::array looks = {"t-A", "t-C", "t-G", "t-T", "t-N", "t-gap"};
        std::array<Boxes, looks.size()> boxes;
        for (std::size_t i = 0; i < columns_; ++i)
            boxes[residue(pair_.read[i])].add(x(i), y_, cell_, row_height - 3);
        for (std::size_t one = 0; one < looks.size(); ++one) drawing.path(looks[one], boxes[one].d());
    }
    void letters(Drawing& drawing) const {
        const bool small = cell_ < 12;
        std::vector<double> plain_x, bold_x;
        std::string plain, bold;
        for (std::size_t i = 0; i < columns_; ++i) {
            (substituted(i) ? bold_x : plain_x).push_back(x(i) + cell_ / 2);
            (substituted(i) ? bold : plain) += pair_.read[i];
        }
        drawing.letters(small ? "seq small" : "seq", plain_x, y_ + 13.5, plain);
        drawing.letters(small ? "seq changed small" : "seq changed", bold_x, y_ + 13.5, bold);
    }
    void insertions(Drawing& drawing) const {
        for (std::size_t i = 0; i < columns_; ++i) {
            if (pair_.reference[i] != '-') continue;
            std::size_t end = i;
            while (end < columns_ && pair_.reference[end] == '-') ++end;
            drawing.rect("inserted", x(i) + 0.5, y_ - 0.5, cell_ * static_cast<double>(end - i) - 1,
                         row_height - 2);
            i = end;
        }
    }

    const AlignedPair& pair_;
    std::size_t columns_;
    double cell_;
    double y_;
};

std::string describe(const PartAllele& allele, std::int64_t reads) {
    std::string words;
    const auto say = [&](std::int64_t bases, const char* what) {
        if (bases)
            words += format("{}{} {}", words.empty() ? "" : ", ",
                            counted(static_cast<std::uint64_t>(bases), "base"), what);
    };
    say(allele.deleted, "deleted");
    say(allele.inserted, "inserted");
    say(allele.substituted, "substituted");
    return format("{}: {} reads, {}", words.empty() ? "no edit in the window" : words, allele.reads,
                  percent_text(allele.reads, reads));
}

std::size_t shown(std::span<const PartAllele> alleles, std::int64_t reads, const PageSettings& settings) {
    std::size_t count = 0;
    while (count < std::min(alleles.size(), settings.most_alleles) &&
           100 * static_cast<double>(alleles[count].reads) >=
               settings.least_allele_percent * static_cast<double>(reads))
        ++count;
    return std::max(count, std::min<std::size_t>(1, alleles.size()));
}

}  // namespace

std::string draw_alleles(const Amplicon& amplicon, const AmpliconGuide& guide, Range part,
                         std::span<const PartAllele> alleles, const Tally& tally,
                         const PageSettings& settings) {
    const std::size_t rows = shown(alleles, tally.reads, settings);
    const auto columns = static_cast<std::size_t>(part.end - part.begin);
    const double cell = cell_width(columns);
    const double bottom = top + row_height * static_cast<double>(rows);
    const double right = left + cell * static_cast<double>(columns);
    Drawing drawing(picture_width, bottom + 52,
                    format("The {} most frequent alleles round the cut of {}, aligned to the amplicon", rows,
                           guide.name));
    const std::string own = amplicon.bases.substr(static_cast<std::size_t>(part.begin), columns);
    const AlignedPair reference{own, own};
    Row(reference, columns, 8).draw(drawing);
    drawing.text("strong", right + 14, 22, "amplicon");
    const double begin = left + cell * static_cast<double>(std::max(guide.begin, part.begin) - part.begin);
    const double end = left + cell * static_cast<double>(std::min(guide.end, part.end) - part.begin);
    drawing.rect("guide", begin, 32, end - begin, 6, format("{} {}", guide.name, guide.spacer));
    drawing.text("tick", (begin + end) / 2, 51,
                 format("{} {}", guide.name, guide.strand == domain::Strand::forward ? "→" : "←"),
                 Anchor::middle);
    for (std::size_t i = 0; i < rows; ++i) {
        const PartAllele& allele = alleles[i];
        const double y = top + row_height * static_cast<double>(i);
        Row(allele.pair, columns, y).draw(drawing);
        drawing.text(allele.unedited ? "value soft" : "value", right + 14, y + 13.5,
                     format("{}  ({})", percent_text(allele.reads, tally.reads),
                            with_thousands(static_cast<std::uint64_t>(allele.reads))));
        drawing.rect("touch", left, y, picture_width - left, row_height, describe(allele, tally.reads));
    }
    const double cut = left + cell * static_cast<double>(guide.cut - part.begin);
    drawing.line("cut", cut, 2, cut, bottom + 2);
    std::int64_t rest = 0;
    for (std::size_t i = rows; i < alleles.size(); ++i) rest += alleles[i].reads;
    if (rest)
        drawing.text("label", left, bottom + 18,
                     format("and {} with {} of the reads", counted(alleles.size() - rows, "rarer allele"),
                            percent_text(rest, tally.reads)));
    const std::vector<Key> keys = {
        {"t-gap", "deleted (-)"}, {"inserted", "inserted"}, {"t-A", "bold: substituted"}};
    draw_keys(drawing, left, bottom + 42, keys);
    drawing.text("label", left + 330, bottom + 42, "dashed line: the cut");
    return drawing.svg();
}

}  // namespace strandline::edit
