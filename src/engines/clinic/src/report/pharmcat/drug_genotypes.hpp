#pragma once

#include "report/pharmcat/diplotype_document.hpp"

#include <map>
#include <string>
#include <vector>

namespace strandline::clinic {

using DiplotypesOfGenes = std::map<std::string, GeneDiplotypes, std::less<>>;

/// Diplotypes that lead to a recommendation together, one of each gene of the guideline.
using DiplotypeChoice = std::vector<const ToldDiplotype*>;

struct DiplotypeChoices {
    std::vector<const GeneDiplotypes*> genes;  // in the order of the guideline
    std::vector<DiplotypeChoice> choices;      // as many as `most`
    std::size_t left_out = 0;
};

/// So many are told with one recommendation. Each of `because` is, whatever their number.
constexpr std::size_t most_choices = 100;

/// The choices that `because` names ("CYP2C19 *1/*4, CYP2D6 *1/*1"), and those that mean the same to the
/// guideline.
DiplotypeChoices choices_because(const domain::PgxGuideline& guideline,
                                 const std::vector<std::string>& because, const DiplotypesOfGenes& genes);

/// Every choice.
DiplotypeChoices all_choices(const domain::PgxGuideline& guideline, const DiplotypesOfGenes& genes);

}  // namespace strandline::clinic
