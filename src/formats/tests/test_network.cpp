#include "support.hpp"

#include <strandline/formats/network.hpp>
#include <strandline/formats/reader.hpp>
#include <strandline/formats/recognise.hpp>

#include "network/readers.hpp"
#include "network/sbml_draft.hpp"
#include "network/sbml_ids.hpp"

#include <bzlib.h>

#include <cmath>
#include <limits>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;
using domain::GeneRule;
using domain::Network;

namespace {

Result<Network> read(std::string text) {
    Context context;
    return read_network(file(std::move(text)), context);
}

Network good(const std::string& text) {
    auto network = read(text);
    REQUIRE_MESSAGE(network.has_value(), (network ? std::string() : render(network.error())));
    return std::move(*network);
}

template <class Write>
std::string written(Write&& write, const Network& network) {
    MemorySink sink;
    REQUIRE(write(network, sink).has_value());
    return std::move(sink.bytes());
}

std::string json_of(const Network& network) { return written(write_cobra_json, network); }
std::string sbml_of(const Network& network) { return written(write_sbml, network); }

std::string bzip2(std::string bytes) {
    std::string packed(bytes.size() + bytes.size() / 50 + 1000, '\0');
    auto size = static_cast<unsigned>(packed.size());
    REQUIRE(BZ2_bzBuffToBuffCompress(packed.data(), &size, bytes.data(), static_cast<unsigned>(bytes.size()),
                                     9, 0, 0) == BZ_OK);
    packed.resize(size);
    return packed;
}

const std::string toy = R"({
"id": "toy", "name": "a toy",
"compartments": {"c": "cytosol", "e": "outside"},
"metabolites": [
  {"id": "a_e", "name": "A", "compartment": "e", "formula": "C6H12O6", "charge": 0,
   "annotation": {"chebi": ["CHEBI:1", "CHEBI:2"], "sbo": "SBO:0000247"}},
  {"id": "b-b_c", "name": "B <&> \"b\"", "compartment": "c", "charge": -2, "notes": {"origin": "a: b"}}],
"reactions": [
  {"id": "EX_a", "name": "A out", "metabolites": {"a_e": -1}, "lower_bound": -10, "upper_bound": "inf",
   "gene_reaction_rule": ""},
  {"id": "T1", "name": "", "metabolites": {"a_e": -1, "b-b_c": 0.5}, "lower_bound": 0, "upper_bound": 12.5,
   "gene_reaction_rule": "(g1 AND g.2) or g-3", "subsystem": "Transport",
   "annotation": {"ec-code": "1.1.1.1", "odd": {"x": 1}}, "notes": {"k": ["list"], "text": ["free text"]}},
  {"id": "4out", "name": "B out", "metabolites": {"b-b_c": -1}, "lower_bound": 0, "upper_bound": 1000,
   "gene_reaction_rule": "g1", "objective_coefficient": 1}],
"genes": [{"id": "g1", "name": "one"}, {"id": "g.2", "name": ""}],
"version": "1"})";

std::string sbml(const std::string& inside, const std::string& version = "2") {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sbml "
           "xmlns=\"http://www.sbml.org/sbml/level3/version1/core\" "
           "xmlns:fbc=\"http://www.sbml.org/sbml/level3/version1/fbc/version" +
           version +
           "\" level=\"3\" version=\"1\" fbc:required=\"false\">\n<model id=\"m\" fbc:strict=\"true\">\n" +
           inside + "\n</model>\n</sbml>\n";
}

const std::string two_species =
    "<listOfSpecies>\n<species id=\"M_a\" compartment=\"c\"/>\n<species id=\"M_b\" compartment=\"c\" "
    "boundaryCondition=\"true\"/>\n</listOfSpecies>\n<listOfParameters>\n<parameter id=\"low\" "
    "value=\"-5\"/>\n"
    "<parameter id=\"high\" value=\"INF\"/>\n</listOfParameters>\n";

std::string one_reaction(const std::string& attributes, const std::string& inside) {
    return two_species + "<listOfReactions>\n<reaction id=\"R_r\" " + attributes + ">\n" + inside +
           "</reaction>\n</listOfReactions>\n";
}

/// The same for all: writing loses nothing.
void check_round_trips(const Network& network) {
    const Network from_json = good(json_of(network));
    CHECK(from_json == network);
    const std::string text = sbml_of(network);
    const Network from_sbml = good(text);
    CHECK(from_sbml == network);
    CHECK(sbml_of(from_sbml) == text);
    CHECK(json_of(from_json) == json_of(network));
}

}  // namespace

TEST_CASE("COBRA JSON is read whole, and written without loss as JSON and as SBML") {
    const Network network = good(toy);
    CHECK(network.metabolites.size() == 2);
    CHECK(network.metabolites[1].charge == -2);
    CHECK(network.reactions[0].upper == std::numeric_limits<double>::infinity());
    CHECK(network.reactions[1].terms == std::vector<domain::Term>{{0, -1}, {1, 0.5}});
    CHECK(network.genes.size() == 3);  // g-3 is in a rule only
    CHECK(network.reactions[1].rule.kind == GeneRule::Kind::any_of);
    CHECK(gene_rule_text(network.reactions[1].rule, network) == "(g1 and g.2) or g-3");
    REQUIRE(network.active_objective == 0);
    CHECK(network.objectives[0].terms == std::vector<domain::Term>{{2, 1}});
    check_round_trips(network);
}

TEST_CASE("gzip, bzip2 and a byte order mark are looked through") {
    const Network network = good(toy);
    CHECK(good(gzip(toy)) == network);
    CHECK(good(bzip2(toy)) == network);
    CHECK(good(bzip2(sbml_of(network))) == network);
    CHECK(good("\xEF\xBB\xBF" + toy) == network);
    CHECK(recognise(file(bzip2(sbml_of(network)))) == "sbml");
    CHECK(recognise(file(bzip2(toy))) == "json");
    const std::string packed = bzip2(toy);
    CHECK(slip(read(packed.substr(0, packed.size() - 20))) == "bzip2.truncated");
    CHECK(slip(read(packed + "more")) == "bzip2.trailing");
    CHECK(good(bzip2(toy.substr(0, 100)) + bzip2(toy.substr(100))) == network);  // several streams
    std::string damaged = packed;
    damaged[damaged.size() / 2] = static_cast<char>(~damaged[damaged.size() / 2]);
    CHECK(slip(read(damaged)) == "bzip2.corrupt");
}

TEST_CASE("infinite bounds as Python writes them, and what stands for nothing") {
    const auto bounds = [](const std::string& lower, const std::string& upper) {
        return read(
            "{\"metabolites\": [{\"id\": \"a\", \"charge\": null, \"formula\": null, \"note\": "
            "\"Infinity\"}],\n"
            "\"reactions\": [{\"id\": \"r\", \"metabolites\": {\"a\": 1},\n\"lower_bound\": " +
            lower + ", \"upper_bound\": " + upper + "}]}");
    };
    constexpr double inf = std::numeric_limits<double>::infinity();
    for (const auto& [lower, upper] : {std::pair<const char*, const char*>{"-Infinity", "Infinity"},
                                       {"\"-inf\"", "\"inf\""},
                                       {"\"-Infinity\"", "\"+INF\""}}) {
        const auto network = bounds(lower, upper);
        REQUIRE(network.has_value());
        CHECK(network->reactions[0].lower == -inf);
        CHECK(network->reactions[0].upper == inf);
        CHECK_FALSE(network->metabolites[0].charge.has_value());
        CHECK(network->active_objective == -1);
    }
    CHECK(slip(bounds("NaN", "1")) == "model.number 3:16");
    CHECK(slip(bounds("\"nan\"", "1")) == "model.number 3:16");
    CHECK(slip(bounds("2", "1")) == "model.bounds 2:15");
    CHECK(slip(bounds("Infinity", "Infinity")) == "model.bounds 2:15");
    CHECK(slip(bounds("0", "[]")) == "model.number 3:34");
}

TEST_CASE("errors of COBRA JSON are placed, and say how to mend them") {
    const auto with = [](const std::string& reactions, const std::string& genes = "[]") {
        return read("{\"metabolites\": [{\"id\": \"glc_c\"}],\n\"genes\": " + genes +
                    ",\n\"reactions\": [\n" + reactions + "]}");
    };
    const std::string fine = "{\"id\": \"r\", \"metabolites\": {\"glc_c\": 1}}";
    CHECK(with(fine).has_value());
    const auto unknown = with("{\"id\": \"r\", \"metabolites\": {\"glc_e\": 1}}");
    CHECK(slip(unknown) == "model.metabolite 4:38");
    CHECK(says_all(unknown));
    CHECK(unknown.error().candidates() == std::vector<std::string>{"glc_c"});
    CHECK(slip(with(fine + ",\n" + fine)) == "model.duplicate 5:1");
    CHECK(slip(with(fine, "[{\"id\": \"g\"}, {\"id\": \"g\"}]")) == "model.duplicate 2:24");
    CHECK(slip(with("{\"id\": \"r\", \"gene_reaction_rule\": \"a or (b\"}")) == "model.rule 4:35");
    CHECK(slip(with("{\"id\": \"\"}")) == "model.id 4:1");
    CHECK(slip(with("[]")) == "model.value 4:1");
    CHECK(slip(with("{\"id\": \"r\", \"metabolites\": {\"glc_c\": 1")) == "json.comma 4:39");
    CHECK(slip(read("{}")) == "model.none 1:1");
    CHECK(slip(read("[1]")) == "model.none 1:1");
    CHECK(slip(read("")) == "model.empty");
    CHECK(slip(read("  \n")) == "model.empty");
    CHECK(slip(read("reaction\tequation\n")) == "model.none");
    std::string many;
    for (int i = 0; i < 40; ++i) many += std::string(i ? "," : "") + "{\"id\": \"\"}";
    const auto twenty = with(many);
    CHECK(twenty.error().more().size() == 19);
    CHECK(twenty.error().more_not_shown() == 20);
}

TEST_CASE("gene rules") {
    const auto text = [](std::string_view rule) {
        Network network;
        const auto gene = [&](std::string_view id) {
            if (const std::int32_t known = domain::find_gene(network, id); known >= 0) return known;
            network.genes.push_back({std::string(id), {}, {}, {}});
            return static_cast<std::int32_t>(network.genes.size()) - 1;
        };
        const auto read = parse_gene_rule(rule, gene, {.file = "file"});
        return read ? gene_rule_text(*read, network) : read.error().code();
    };
    CHECK(text("") == "");
    CHECK(text("  \n") == "");
    CHECK(text("b1") == "b1");
    CHECK(text("((b1))") == "b1");
    CHECK(text("b1 and b2 or b3") == "(b1 and b2) or b3");
    CHECK(text("b1 AND (b2 OR b3)") == "b1 and (b2 or b3)");
    CHECK(text("b1&b2|b3 && b4 || b1") == "(b1 and b2) or (b3 and b4) or b1");
    CHECK(text("a or (b or (c or d))") == "a or b or c or d");
    CHECK(text("8639.1 or HGNC:1-2 or G_b1") == "8639.1 or HGNC:1-2 or G_b1");
    CHECK(text("orf19 and android") == "orf19 and android");
    for (const char* wrong : {"b1 b2", "(b1", "b1)", "and", "b1 and", "or b1", "()", "b1 and or b2", "b1 &"})
        CHECK_MESSAGE(text(wrong) == "model.rule", wrong);
    CHECK(text(std::string(100000, '(')) == "model.rule");
}

TEST_CASE("ids of SBML") {
    CHECK(cobra_ids({"R_a", "R_b__45__c", "d"}, "R_") == std::vector<std::string>{"a", "b-c", "d"});
    CHECK(cobra_ids({"R_a", "a"}, "R_") == std::vector<std::string>{"R_a", "a"});
    CHECK(cobra_ids({"G_x__SBML_DOT__1"}, "G_") == std::vector<std::string>{"x.1"});
    CHECK(cobra_ids({"M___8364__"}, "M_") == std::vector<std::string>{"\xE2\x82\xAC"});
    for (const char* id : {"a", "12dgr", "glc-D[c]", "a__45__b", "_", "__", "x__4-5__", "x__40-", "R_R_x",
                           "a b", "\xC3\xA4", "__SBML_DOT__", "a.b", "-45__", "__45-", "_-_"})
        for (const char* prefix : {"R_", ""}) {
            const std::string written = sbml_id(id, prefix);
            CHECK(written.find_first_not_of(
                      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789") ==
                  std::string::npos);
            CHECK_FALSE((written[0] >= '0' && written[0] <= '9'));
            CHECK_MESSAGE(cobra_ids({written}, prefix).front() == id, written);
        }
}

TEST_CASE("SBML with fbc 2: bounds, boundary species, rules, groups") {
    const Network network = good(sbml(
        "<notes><body xmlns=\"http://www.w3.org/1999/xhtml\"><h2>Title</h2><p>KEY: a &lt; "
        "b</p></body></notes>\n" +
        one_reaction(
            "fbc:lowerFluxBound=\"low\" fbc:upperFluxBound=\"high\" name=\" n \" sboTerm=\"SBO:0000176\"",
            "<listOfReactants><speciesReference species=\"M_a\" stoichiometry=\"2\"/><speciesReference "
            "species=\"M_a\" stoichiometry=\"1e-3\"/></listOfReactants><listOfProducts><speciesReference "
            "species=\"M_b\" stoichiometry=\"1\"/></listOfProducts>\n<fbc:geneProductAssociation><fbc:or>"
            "<fbc:geneProductRef fbc:geneProduct=\"G_1\"/><fbc:or><fbc:geneProductRef "
            "fbc:geneProduct=\"G_2\"/></fbc:or></fbc:or></fbc:geneProductAssociation>") +
        "<fbc:listOfGeneProducts><fbc:geneProduct fbc:id=\"G_1\" fbc:label=\"x\"/><fbc:geneProduct "
        "fbc:id=\"G_2\" "
        "fbc:label=\"y\" fbc:name=\"&#x3b1;\"/></fbc:listOfGeneProducts>"
        "<fbc:listOfObjectives fbc:activeObjective=\"o2\"><fbc:objective fbc:id=\"o1\" fbc:type=\"maximize\">"
        "<fbc:listOfFluxObjectives><fbc:fluxObjective fbc:reaction=\"R_r\" fbc:coefficient=\"1\"/>"
        "</fbc:listOfFluxObjectives></fbc:objective><fbc:objective fbc:id=\"o2\" fbc:type=\"minimize\">"
        "<fbc:listOfFluxObjectives><fbc:fluxObjective fbc:reaction=\"R_r\" fbc:coefficient=\"-2\"/>"
        "</fbc:listOfFluxObjectives></fbc:objective></fbc:listOfObjectives>"
        "<g:listOfGroups xmlns:g=\"http://www.sbml.org/sbml/level3/version1/groups/version1\"><g:group "
        "g:id=\"g1\" "
        "g:kind=\"partonomy\" g:name=\"Uptake\"><g:listOfMembers><g:member "
        "g:idRef=\"R_r\"/></g:listOfMembers>"
        "</g:group></g:listOfGroups>"));
    REQUIRE(network.reactions.size() == 1);
    const domain::Reaction& reaction = network.reactions[0];
    CHECK(reaction.id == "r");
    CHECK(reaction.name == "n");
    CHECK(reaction.lower == -5);
    CHECK(reaction.upper == std::numeric_limits<double>::infinity());
    CHECK(reaction.terms == std::vector<domain::Term>{{0, -2.001}, {1, 1}});
    CHECK(reaction.rule_text == "1 or 2");
    CHECK(reaction.subsystem == "Uptake");
    CHECK(network.metabolites[1].boundary);
    CHECK(network.genes[1].name == "\xCE\xB1");
    CHECK(network.active_objective == 1);
    CHECK_FALSE(network.objectives[1].maximise);
    CHECK(network.notes.at("KEY").string() == "a < b");
    CHECK(network.notes.at("text").items()[0].string() == "Title");
    check_round_trips(network);
}

TEST_CASE("SBML whose values are assigned goes through the library, with the same result") {
    const std::string reaction = one_reaction("fbc:lowerFluxBound=\"low\" fbc:upperFluxBound=\"high\"",
                                              "<listOfReactants><speciesReference id=\"s\" species=\"M_a\" "
                                              "stoichiometry=\"1\"/></listOfReactants>");
    const std::string assigned =
        "<listOfInitialAssignments><initialAssignment symbol=\"low\"><math "
        "xmlns=\"http://www.w3.org/1998/Math/MathML\"><apply><plus/><ci>s</ci><cn>1</cn></apply></math>"
        "</initialAssignment><initialAssignment symbol=\"s\"><math "
        "xmlns=\"http://www.w3.org/1998/Math/MathML\">"
        "<apply><times/><cn>2</cn><cn>4</cn></apply></math></initialAssignment></listOfInitialAssignments>\n";
    std::string text = sbml(reaction);
    const Network plain = good(text);
    text.insert(text.find("<listOfReactions>"), assigned);
    const Network network = good(text);
    CHECK(network.reactions[0].terms == std::vector<domain::Term>{{0, -8}});
    CHECK(network.reactions[0].lower == 9);
    auto with_library = read_sbml_with_library(sbml(reaction), "file");
    REQUIRE(with_library.has_value());
    CHECK(network_of(std::move(*with_library), sbml(reaction), "file").value() == plain);
}

TEST_CASE("constraints and fractional charges go into fbc 3") {
    Network network = good(toy);
    network.constraints.push_back(
        {"pool", "a pool", {{0, 1}, {1, -2.5}}, -std::numeric_limits<double>::infinity(), 7});
    check_round_trips(network);
    network.constraints.clear();
    network.metabolites[0].charge = 0.5;
    network.metabolites[1].boundary = true;
    network.metabolites[1].compartment = "";
    network.reactions[1].subsystem = " odd ";
    network.reactions[1].name = "tab\tand \x01 control";
    network.objectives.push_back({"", false, {}});
    network.groups.push_back({"", "unkind", "", {"T1", "nobody"}});
    check_round_trips(network);
}

TEST_CASE("errors of SBML are placed") {
    const std::string bounds = "fbc:lowerFluxBound=\"low\" fbc:upperFluxBound=\"high\"";
    const auto reads = [](const std::string& inside) { return read(sbml(inside)); };
    const auto unknown = reads(one_reaction(
        bounds,
        "<listOfReactants>\n<speciesReference species=\"M_x\" stoichiometry=\"1\"/></listOfReactants>"));
    CHECK(slip(unknown) == "model.metabolite 15:1");
    CHECK(says_all(unknown));
    CHECK(slip(reads(one_reaction(
              bounds, "<listOfReactants><speciesReference species=\"M_a\"/></listOfReactants>"))) ==
          "model.stoichiometry 14:18");
    CHECK(slip(reads(one_reaction("fbc:lowerFluxBound=\"lo\"", ""))) == "model.bound 13:1");
    CHECK(slip(reads(one_reaction("fbc:lowerFluxBound=\"high\" fbc:upperFluxBound=\"low\"", ""))) ==
          "model.bounds 13:1");
    CHECK(slip(reads("<listOfSpecies>\n<species id=\"a\"/>\n<species id=\"a\"/>\n</listOfSpecies>")) ==
          "model.duplicate 6:1");
    CHECK(slip(reads("<fbc:listOfObjectives fbc:activeObjective=\"o\"></fbc:listOfObjectives>")) ==
          "model.objective");
    CHECK(slip(reads("<listOfParameters><parameter id=\"p\" value=\"one\"/></listOfParameters>")) ==
          "model.number 4:19");
    CHECK(slip(reads("<listOfSpecies>\n<species id=\"a\">\n</listOfSpecies>")) == "xml.syntax 6:1");
    CHECK(slip(reads("<listOfSpecies name=\"&nbsp;\"/><notes>&nbsp;</notes>")) == "xml.syntax 4:38");
    const std::string whole = sbml(one_reaction(bounds, ""));
    CHECK(slip(read(whole.substr(0, whole.size() - 12))).starts_with("xml.truncated"));
    CHECK(slip(read("<html></html>")) == "model.none 1:1");
    CHECK(slip(read(
              "<sbml xmlns=\"http://www.sbml.org/sbml/level3/version1/core\" level=\"3\" version=\"1\"/>")) ==
          "model.none");
    std::string deep = "<notes>";
    for (int i = 0; i < 100000; ++i) deep += "<b>";
    CHECK(slip(reads(deep)).starts_with("xml.syntax"));
    std::string rule = "<fbc:geneProductAssociation>";
    for (int i = 0; i < 300; ++i) rule += "<fbc:and>";
    CHECK(slip(reads(one_reaction(bounds, rule))).starts_with("model.rule"));
    CHECK(slip(read("<!DOCTYPE sbml [<!ENTITY a \"aaaa\">]>" + whole)) == "xml.syntax 1:1");
    std::string latin = whole;
    latin.insert(latin.find("<listOfSpecies>"), "<notes>\xE4</notes>");
    CHECK(slip(read(latin)) == "xml.utf8 4:8");
}

TEST_CASE("YAML as COBRApy and as RAVEN write it") {
    const Network from_cobrapy = good(R"(!!omap
- metabolites:
  - !!omap
    - id: a_c
    - name: '10'
    - compartment: c
    - charge: -2
    - annotation: !!omap
      - chebi:
        - CHEBI:1
        - CHEBI:2
- reactions:
  - !!omap
    - id: "1"
    - name: one
    - metabolites: !!omap
      - a_c: -1.5
    - lower_bound: -.inf
    - upper_bound: .inf
    - gene_reaction_rule: g1 or g2
    - objective_coefficient: 1.0
    - notes: !!omap
      - n: 3
- genes:
  - !!omap
    - id: g1
    - name: ''
- id: m
- compartments: !!omap
  - c: cytosol
- version: '1'
)");
    CHECK(from_cobrapy.reactions[0].terms == std::vector<domain::Term>{{0, -1.5}});
    CHECK(from_cobrapy.reactions[0].lower == -std::numeric_limits<double>::infinity());
    CHECK(from_cobrapy.metabolites[0].name == "10");
    CHECK(from_cobrapy.metabolites[0].annotation.at("chebi").items().size() == 2);
    CHECK(from_cobrapy.reactions[0].notes.at("n").number() == 3);
    CHECK(from_cobrapy.genes.size() == 2);
    CHECK(from_cobrapy.compartments == std::vector<domain::Compartment>{{"c", "cytosol"}});
    check_round_trips(from_cobrapy);
    const std::string raven = R"(---
!!omap
- metaData:
    id: "yeast"
    name: "The Consensus"
- metabolites:
    - !!omap
      - id: "s_1"
      - name: "glucan"
      - compartment: "ce"
      - formula: ""
      - charge: 0
- reactions:
    - !!omap
      - id: "r_1"
      - metabolites: !!omap
          - s_1: -1
      - lower_bound: 0
      - upper_bound: 1000
      - gene_reaction_rule: "YAL1 and YAL2"
      - subsystem:
          - "sce001"
      - confidence_score: 2
- compartments: !!omap
    - ce: "cell envelope"
)";
    const Network from_raven = good(raven);
    CHECK(from_raven.id == "yeast");
    CHECK(from_raven.reactions[0].subsystem == "sce001");
    CHECK(recognise(file(raven)) == "cobra.yaml");
    std::string wrong = raven;
    wrong.replace(wrong.find("- s_1:"), 6, "- s_2:");
    CHECK(slip(read(wrong)) == "model.metabolite 17:18");
    CHECK(slip(read("reactions: [\nmetabolites: {")).starts_with("yaml.syntax"));
    CHECK(slip(read("reactions: 1\nmetabolites: 2\n")).starts_with("yaml.value"));
}

TEST_CASE("MATLAB files that are no models") {
    CHECK(slip(read("\x89HDF\r\n\x1a\n and so on")) == "matlab.hdf5");
    std::string header = "MATLAB 5.0 MAT-file, made for a test";
    header.resize(124, ' ');
    header += std::string("\x00\x01IM", 4);
    CHECK(slip(read(header)) == "model.none");
    CHECK(recognise(file(header)) == "cobra.mat");
    CHECK(slip(read(header + std::string("\x0e\x00\x00\x00\xff\x00\x00\x00", 8))) == "matlab.damaged");
    CHECK(slip(read(header + std::string("\x0f\x00\x00\x00\x04\x00\x00\x00oops", 12))) == "matlab.damaged");
    header.replace(126, 2, "MI");
    CHECK(slip(read(header)) == "matlab.endian");
}

TEST_CASE("both SBML readers agree, and all models survive being written") {
    for (const char* name :
         {"models/e_coli_core.xml", "models/textbook.xml.gz", "models/mini_cobra.xml",
          "models/ecoli_core_model.xml", "models/sd_model_gpr.xml", "models/sd_model_doubleopt.xml",
          "tests/fbc_ex1.xml", "tests/mini_fbc1.xml", "models/iND750.xml", "models/iAF1260b.xml"}) {
        const auto source = shared_source(std::string("data/strain/") + name);
        if (!source) return;
        CAPTURE(std::string(name));
        const std::string text = read_bytes(*source).value();
        const auto fast = read_sbml(text, "file");
        auto draft = read_sbml_with_library(text, "file");
        REQUIRE(fast.has_value());
        REQUIRE(draft.has_value());
        const auto slow = network_of(std::move(*draft), text, "file");
        REQUIRE(slow.has_value());
        CHECK(*fast == *slow);

        check_round_trips(*fast);
    }
}

TEST_CASE("large models of the shared data") {
    for (const auto& [name, reactions, metabolites, genes] :
         {std::tuple<const char*, std::size_t, std::size_t, std::size_t>{"iML1515.json", 2712, 1877, 1516},
          {"iJO1366.xml.gz", 2583, 1805, 1367},
          {"Recon3D.mat", 10600, 5835, 2248}}) {
        const auto source = shared_source(std::string("data/strain/models/") + name);
        if (!source) return;
        Context context;
        const auto network = read_network(*source, context);
        REQUIRE(network.has_value());
        CHECK(network->reactions.size() == reactions);
        CHECK(network->metabolites.size() == metabolites);
        CHECK(network->genes.size() == genes);
    }
}
