#include "pgx/answer_lines.hpp"

#include "pgx/guideline_lines.hpp"
#include "pgx/in_order.hpp"
#include "pgx/json_text.hpp"

#include <algorithm>

namespace strandline::clinic {
namespace {

constexpr std::size_t samples_at_once = 16384, samples_of_block = 64;

/// Lines of a cohort. Samples are settled some at a time: each guideline finds its texts on a thread of its
/// own; then lines are put together from them on any thread.
class AnswerLines {
public:
    AnswerLines(const CohortAnswers& answers, const AnswerBasis& basis)
        : answers_(answers), guidance_(*basis.knowledge) {
        for (std::size_t i = 0; i < basis.knowledge->guidelines.size(); ++i)
            guidelines_.emplace_back(guidance_, *basis.knowledge, i, answers);
        variants_.resize(guidelines_.size());
        std::vector<std::size_t> drugs(guidelines_.size(), 0);
        for (const Guidance::DrugPair& pair : guidance_.pairs())
            places_.push_back({pair.guideline, drugs[pair.guideline]++});
        begin_line(basis);
    }

    void settle(std::size_t first, std::size_t end, unsigned threads) {
        first_ = first;
        parallel_for(guidelines_.size(), threads, [&](std::size_t guideline) {
            std::vector<std::uint32_t>& variants = variants_[guideline];
            variants.clear();
            for (std::size_t sample = first; sample < end; ++sample)
                variants.push_back(guidelines_[guideline].variant_of(sample));
        });
    }

    /// Samples that are settled.
    std::string lines(std::size_t first, std::size_t end) const {
        std::string text;
        for (std::size_t sample = first; sample < end; ++sample) {
            append(sample, text);
            // Lines are about equally long.
            if (sample == first) text.reserve(text.size() * (end - first) * 9 / 8);
        }
        return text;
    }

private:
    struct Place {
        std::size_t guideline, drug;
    };

    void append(std::size_t sample, std::string& to) const {
        to += head_;
        append_quoted(answers_.samples[sample], to);
        to += ",\"genes\":{";
        for (const CohortAnswers::Gene& gene : answers_.genes) {
            if (&gene != &answers_.genes.front()) to += ',';
            const std::uint32_t part = gene.parts.of_sample[sample];
            to += gene.parts.texts[part].substr(0, gene.parts.told[part]);
        }
        to += "},\"guidance\":[";
        for (const Place& place : places_) {
            if (&place != &places_.front()) to += ',';
            const std::uint32_t variant = variants_[place.guideline][sample - first_];
            to += guidelines_[place.guideline].text(variant, place.drug);
        }
        to += "]}\n";
    }

    void begin_line(const AnswerBasis& basis) {
        constexpr std::size_t enough_to_tell_apart = 16;
        const auto append_digest = [&](std::string_view digest) {
            append_quoted(digest.substr(0, enough_to_tell_apart), head_);
        };
        head_ = "{\"format\":\"clinic.answers/1\",\"notice\":";
        append_quoted(research_notice, head_);
        append_name("version", head_);
        append_quoted(basis.knowledge->version, head_);
        append_name("knowledge", head_);
        head_ += '[';
        for (const std::string& digest : basis.knowledge_digests) {
            if (&digest != &basis.knowledge_digests.front()) head_ += ',';
            append_digest(digest);
        }
        head_ += ']';
        append_name("input", head_);
        append_digest(basis.input_digest());
        if (!basis.outside_digest.empty()) {
            append_name("outside", head_);
            append_digest(basis.outside_digest);
        }
        append_name("sample", head_);
    }

    const CohortAnswers& answers_;
    Guidance guidance_;
    std::vector<GuidelineLines> guidelines_;
    std::vector<Place> places_;                         // of each pair of drug and guideline
    std::vector<std::vector<std::uint32_t>> variants_;  // of each guideline, of each settled sample
    std::size_t first_ = 0;                             // that is settled
    std::string head_;
};

}  // namespace

void write_answer_lines(const CohortAnswers& answers, const AnswerBasis& basis, Sink& sink,
                        const Context& context) {
    AnswerLines lines(answers, basis);
    const std::size_t samples = answers.samples.size();
    for (std::size_t first = 0; first < samples && !context.cancelled(); first += samples_at_once) {
        const std::size_t end = std::min(samples, first + samples_at_once);
        lines.settle(first, end, context.threads());
        const auto block = [&](std::size_t i) {
            const std::size_t from = first + i * samples_of_block;
            return lines.lines(from, std::min(end, from + samples_of_block));
        };
        const auto take = [&](const std::string& text) {
            sink.write(text);
            return !context.cancelled();
        };
        in_order<std::string>((end - first + samples_of_block - 1) / samples_of_block, context.threads(),
                              block, take);
    }
}

}  // namespace strandline::clinic
