#pragma once

#include "whole_chain.hpp"

/// How the cases of PharmCAT's own tests write what they expect.
namespace strandline::clinic::testing {

inline std::vector<std::string> texts(const Json& json) {
    std::vector<std::string> made;
    if (json.is_string()) made.push_back(json.string());
    if (json.is_array())
        for (const Json& item : json.items()) made.push_back(item.string());
    return made;
}

/// Names given one by one or as one list, behind the first argument.
inline std::vector<std::string> names_after_first(const Json::Array& arguments) {
    if (arguments.size() == 2) return texts(arguments[1]);
    std::vector<std::string> made;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        if (arguments[i].is_array()) return texts(arguments[i]);
        made.push_back(arguments[i].string());
    }
    return made;
}

inline std::string sorted(std::vector<std::string> names) {
    std::ranges::sort(names);
    return joined(names);
}

/// The sheets write "Reference/c.61C>T" for "c.61C>T (heterozygous)"; printed calls say "Not called", and
/// which of single variants are homozygous.
inline std::string as_source(std::string told) {
    const std::string beside = "Reference/", homozygous = " (homozygous)";
    if (told == "Not called") return "Unknown/Unknown";
    if (told.starts_with(beside) && told != "Reference/Reference")
        return told.substr(beside.size()) + " (heterozygous)";
    if (const auto at = told.find(homozygous); at != std::string::npos) told.erase(at, homozygous.size());
    return told;
}

inline std::string sources(const std::vector<std::string>& told) {
    std::vector<std::string> made;
    for (const std::string& one : told) made.push_back(as_source(one));
    return joined(made);
}

/// Where ours differs from what the tests of PharmCAT assert, whether the answer or its documents are asked.
inline const std::vector<KnownDeviation> deviations_of_cases = {
    {"PipelineTest.testCyp2b6star1star34AllMatch testMatchedAnnotations efavirenz DPWG",
     "DPWG as given says nothing of an indeterminate phenotype"},
    {"PipelineTest.testUgt1a1s28s80phased testMatchedAnnotations atazanavir DPWG",
     "the guideline is newer than the knowledge"},
    {"Ryr1Test.cacna1sMissing_ryr1Het4 testRecommendedDiplotypes RYR1",
     "c.14918C>T is not in the table of RYR1 as given"}};

inline std::string source_of(const std::string& told) { return told.substr(0, told.find('_')); }

}  // namespace strandline::clinic::testing
