#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/network.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace strandline::formats {

/// A metabolic network, told by its content: SBML Level 3 with fbc 1, 2 or 3 (and Level 2 with COBRA's
/// notes), COBRA JSON, COBRA YAML, a COBRA MAT file of level 5; SBML, JSON and YAML also as gzip or bzip2.
/// SBML: the prefixes R_, M_ and G_ come off each id that has one, and __45__ and the like are decoded, as in
/// COBRApy; where two ids of a kind would become one, all of that kind stay as they are written.
Result<domain::Network> read_network(const Source& source, Context& context);

/// A gene rule as models write it: `and`, `or` in any case, &, &&, |, ||, parentheses; gene ids may hold any
/// other character but blanks. "" is a rule of kind none. `gene` gives the index of a gene by its id, `place`
/// is where the text stands. "model.rule" when it cannot be read.
Result<domain::GeneRule> parse_gene_rule(std::string_view text,
                                         const std::function<std::int32_t(std::string_view)>& gene,
                                         const Place& place);

/// The rule in words, with only the parentheses that it needs: "b1 and (b2 or b3)".
std::string gene_rule_text(const domain::GeneRule& rule, const domain::Network& network);

/// COBRA JSON, version 1.
Result<void> write_cobra_json(const domain::Network& network, Sink& sink);

/// SBML Level 3 Version 1 with fbc 2 (and groups where there are any). Ids get the prefixes R_, M_ and G_.
Result<void> write_sbml(const domain::Network& network, Sink& sink);

}  // namespace strandline::formats
