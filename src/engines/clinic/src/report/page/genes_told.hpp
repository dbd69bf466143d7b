#pragma once

#include "report/sample_answer.hpp"

#include <map>
#include <string>
#include <vector>

namespace strandline::clinic {

/// One gene as the page tells it.
struct ToldGene {
    const GeneOfSample* gene = nullptr;
    std::string anchor;
    std::vector<std::string> marks;     // watermarks: "ASSUMED: 3 of 35 positions"
    std::vector<std::string> doubts;    // what is uncertain, a sentence each
    std::vector<std::string> deciders;  // "rs4244285 (*1/*1 or *1/*2)"
    bool is_called = false;             // has alleles; CYP4F2 has them and no table of what they mean
    bool has_result = false;            // has something that guidelines can be looked up by
};

/// The genes of a page: those answered, and those that guidelines ask for beyond them.
struct ToldGenes {
    std::map<std::string, ToldGene> genes;
    std::vector<std::string> without_result;  // by name
    const ToldGene* find(const std::string& gene) const;
};
ToldGenes told_genes(const SampleAnswer& answer);

/// Whether a meaning says anything at all.
bool tells_result(const DiplotypeMeaning& meaning);

/// "*1/*3: Intermediate Metabolizer, activity score 1.0"; several possible ones parted by "or".
std::string result_words(const GeneOfSample& gene);

/// Up to `most` of them, and how many more there are.
std::string some_of(const std::vector<std::string>& words, std::size_t most);

}  // namespace strandline::clinic
