#include "support.hpp"

#include <strandline/formats/network.hpp>
#include <strandline/formats/reader.hpp>

#include "network/readers.hpp"

#include <cstring>
#include <limits>

// Models that are damaged, or made to harm: each is refused with a clear error, or survives being written.

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;
using domain::Network;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Result<Network> read(std::string text) {
    Context context;
    return read_network(file(std::move(text)), context);
}

void check_round_trips(const Result<Network>& network) {
    REQUIRE_MESSAGE(network.has_value(), (network ? std::string() : render(network.error())));
    MemorySink json, sbml;
    REQUIRE(write_cobra_json(*network, json).has_value());
    REQUIRE(write_sbml(*network, sbml).has_value());
    const auto from_json = read(json.bytes()), from_sbml = read(sbml.bytes());
    REQUIRE_MESSAGE(from_json.has_value(), (from_json ? std::string() : render(from_json.error())));
    REQUIRE_MESSAGE(from_sbml.has_value(), (from_sbml ? std::string() : render(from_sbml.error())));
    CHECK(*from_json == *network);
    CHECK(*from_sbml == *network);
}

// --- MATLAB files of level 5, by the file format's description (MathWorks, "MAT-File Format")

std::string word(std::uint32_t value) {
    std::string made(4, '\0');
    std::memcpy(made.data(), &value, 4);
    return made;
}

std::string element(std::uint32_t type, std::string data) {
    const auto size = static_cast<std::uint32_t>(data.size());
    data.resize((data.size() + 7) / 8 * 8, '\0');
    return word(type) + word(size) + data;
}

std::string doubles(const std::vector<double>& values) {
    std::string made(8 * values.size(), '\0');
    std::memcpy(made.data(), values.data(), made.size());
    return element(9, made);
}

std::string integers(const std::vector<std::uint32_t>& values) {
    std::string made;
    for (const std::uint32_t value : values) made += word(value);
    return element(5, made);
}

std::string array(std::uint32_t kind, std::uint32_t rows, std::uint32_t columns, const std::string& content,
                  const std::string& name = "") {
    return element(14,
                   element(6, word(kind) + word(0)) + integers({rows, columns}) + element(1, name) + content);
}

std::string matrix(std::uint32_t rows, std::uint32_t columns, const std::vector<double>& values) {
    return array(6, rows, columns, doubles(values));
}

std::string column(const std::vector<double>& values) {
    return matrix(static_cast<std::uint32_t>(values.size()), 1, values);
}

std::string characters(const std::string& text) {
    return array(4, 1, static_cast<std::uint32_t>(text.size()), element(16, text));
}

std::string cells(const std::vector<std::string>& texts) {
    std::string content;
    for (const std::string& text : texts) content += characters(text);
    return array(1, static_cast<std::uint32_t>(texts.size()), 1, content);
}

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string mat_file(const Fields& fields, const std::string& name = "model") {
    std::string names, values;
    for (const auto& [field, value] : fields) {
        names += field + std::string(16 - field.size(), '\0');
        values += value;
    }
    std::string header = "MATLAB 5.0 MAT-file, made for a test";
    header.resize(124, ' ');
    return header + std::string("\x00\x01IM", 4) +
           array(2, 1, 1, integers({16}) + element(1, names) + values, name);
}

/// a <- R1, a -> b by R2, with one field replaced or added.
std::string mat_model(const std::string& field = "", const std::string& value = "",
                      const Fields& further = {}) {
    Fields fields{{"mets", cells({"a[c]", "b[c]"})},    {"rxns", cells({"R1", "R2"})},
                  {"S", matrix(2, 2, {1, 0, -1, 2.5})}, {"lb", column({-10, 0})},
                  {"ub", column({inf, 1000})},          {"c", column({0, 1})},
                  {"grRules", cells({"g1 and g2", ""})}};
    fields.insert(fields.end(), further.begin(), further.end());
    for (auto& each : fields)
        if (each.first == field) {
            each.second = value;
            return mat_file(fields);
        }
    if (!field.empty()) fields.emplace_back(field, value);
    return mat_file(fields);
}

std::string json_model(const std::string& metabolite, const std::string& reaction,
                       const std::string& rest = "") {
    return R"({"metabolites": [{"id": "a", "compartment": "c")" + metabolite +
           R"(}], "reactions": [{"id": "r", "metabolites": {"a": 1})" + reaction + "}]" + rest + "}";
}

std::string sbml(const std::string& inside) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sbml "
           "xmlns=\"http://www.sbml.org/sbml/level3/version1/core\" level=\"3\" version=\"1\">\n<model "
           "id=\"m\">\n" +
           inside + "\n</model>\n</sbml>\n";
}

}  // namespace

TEST_CASE("a MAT model is read whole, and survives being written") {
    const auto network = read(mat_model());
    check_round_trips(network);
    CHECK(network->id == "model");
    CHECK(network->metabolites[1].compartment == "c");
    CHECK(network->reactions[1].terms == std::vector<domain::Term>{{0, -1}, {1, 2.5}});
    CHECK(network->reactions[0].upper == inf);
    CHECK(network->reactions[0].rule_text == "g1 and g2");
    CHECK(network->objectives.front().terms == std::vector<domain::Term>{{1, 1}});
}

TEST_CASE("numbers of a MAT file that are none are refused") {
    CHECK(slip(read(mat_model("S", matrix(2, 2, {1, 0, nan, 2})))) == "model.stoichiometry");
    CHECK(slip(read(mat_model("c", column({0, inf})))) == "model.stoichiometry");
    CHECK(slip(read(mat_model("lb", column({nan, 0})))) == "model.bound");
    CHECK(slip(read(mat_model("b", column({nan, 0})))) == "model.bound");
    CHECK(slip(read(mat_model("b", column({inf, 0})))) == "model.bounds");
    // Two entries of one place are added up; the sum may be too large.
    const std::string twice =
        array(5, 2, 2, integers({0, 0}) + integers({0, 2, 2}) + doubles({1e308, 1e308}));
    CHECK(slip(read(mat_model("S", twice))) == "model.stoichiometry");
    // Indices as doubles, which are no indices.
    const std::string wild = array(5, 2, 2, doubles({nan, 1e300}) + doubles({0, nan, 2}) + doubles({1, 1}));
    CHECK(slip(read(mat_model("S", wild))) == "matlab.damaged");
    // Text as doubles.
    const auto odd = read(mat_model("modelID", array(4, 1, 3, doubles({nan, 65, -inf}))));
    REQUIRE(odd.has_value());
    CHECK(odd->id == "A");
}

TEST_CASE("rows of a MAT file that are no balances are constraints, and survive being written") {
    const Fields coupled{{"C", matrix(2, 2, {1, 0, -1, 1})},
                         {"ctrs", cells({"", "R_R1"})},
                         {"dsense", characters("LG")},
                         {"csense", characters("GE")}};
    const auto network = read(mat_model("d", column({5, -3}), coupled));
    check_round_trips(network);
    REQUIRE(network->constraints.size() == 3);
    CHECK(network->constraints[0].id == "a[c]");
    CHECK(network->constraints[1].id == "constraint_2");
    CHECK(network->constraints[2].id == "R_R1");  // as the SBML id of a reaction: the bounds do not mix
    CHECK(network->constraints[2].lower == -3);
    CHECK(network->reactions[0].lower == -10);
    CHECK(slip(read(mat_model("d", column({5, nan}), coupled))) == "model.bound");
    CHECK(slip(read(mat_model("d", column({5, inf}), coupled))) == "model.bounds");
}

TEST_CASE("a MAT file whose sizes lie is refused without taking memory") {
    CHECK(slip(read(mat_model("S", array(6, 0x7FFFFFFF, 0x7FFFFFFF, doubles({}))))) == "matlab.damaged");
    CHECK(slip(read(mat_model(
              "S", array(5, 0x7FFFFFFF, 0x7FFFFFFF, integers({0}) + integers({0, 1}) + doubles({1}))))) ==
          "matlab.damaged");
    CHECK(slip(read(mat_model("rxns", array(1, 0x40000000, 4, "")))) == "matlab.damaged");
    CHECK(slip(read(mat_model("mets", cells({"a", "a"})))) == "model.duplicate");
    CHECK(slip(read(mat_file({{"mets", cells({"a"})}, {"rxns", cells({"r"})}}, "\xFF"))) == "model.none");
}

TEST_CASE("infinite charges and objectives, and sums that overflow, are refused") {
    for (const std::string number : {"\"inf\"", "\"-inf\"", "\"1e999\""}) {
        CHECK(slip(read(json_model(", \"charge\": " + number, ""))).starts_with("model.charge"));
        CHECK(slip(read(json_model("", ", \"objective_coefficient\": " + number)))
                  .starts_with("model.stoichiometry"));
        CHECK(slip(read("metabolites:\n- {id: a, charge: " + number + "}\nreactions: []\n"))
                  .starts_with("model.charge"));
    }
    const std::string both = "<speciesReference species=\"a\" stoichiometry=\"1e308\"/>";
    CHECK(slip(read(sbml("<listOfSpecies><species id=\"a\"/></listOfSpecies><listOfReactions><reaction "
                         "id=\"r\"><listOfProducts>" +
                         both + both + "</listOfProducts></reaction></listOfReactions>")))
              .starts_with("model.stoichiometry"));
}

TEST_CASE("ids and names with odd characters") {
    CHECK(slip(read(json_model("", ", \"name\": \"a\\tb\""))) == "");
    for (const std::string id : {"a\\tb", "a\\nb", "\\r"})
        CHECK(slip(read(R"({"metabolites": [], "reactions": [{"id": ")" + id + "\"}]}"))
                  .starts_with("model.id"));
    check_round_trips(read(R"({"metabolites": [{"id": "a b", "compartment": "c"}, {"id": "r"}], "reactions":
        [{"id": "a b", "metabolites": {"a b": 1e-308}, "lower_bound": -1e308}, {"id": "r", "metabolites":
        {"r": 1e308}}], "genes": [{"id": "a b"}, {"id": "r"}]})"));
    check_round_trips(read(json_model("", "", R"(, "compartments": {"c": "cyto\u0001sol"}, "strandline":
        {"constraints": [{"id": "R_r", "name": "\u0002", "lower": -7, "upper": "inf", "fluxes": {"r": 1}},
        {"id": "R_r", "name": "", "lower": 1, "upper": 2, "fluxes": {"r": 2}}, {"id": "", "name": "",
        "lower": 3, "upper": 4, "fluxes": {}}]})")));
}

TEST_CASE("what is nested deep or multiplies is refused") {
    const auto nested = [](std::size_t depth) {
        std::string begin, end;
        for (std::size_t i = 0; i < depth; ++i) {
            begin += "<apply><minus/>";
            end += "</apply>";
        }
        return sbml(
            "<listOfParameters><parameter id=\"p\" constant=\"true\"/></listOfParameters>"
            "<listOfInitialAssignments><initialAssignment symbol=\"p\"><math "
            "xmlns=\"http://www.w3.org/1998/Math/MathML\">" +
            begin + "<cn>1</cn>" + end + "</math></initialAssignment></listOfInitialAssignments>");
    };
    CHECK(slip(read(nested(900))) == "");
    CHECK(slip(read(nested(100'000))).starts_with("xml.syntax"));
    std::string laughs = "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i)
        laughs += format("l{}: &l{} [*l{}, *l{}, *l{}, *l{}, *l{}, *l{}, *l{}, *l{}, *l{}, *l{}]\n", i, i,
                         i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    CHECK(slip(read(laughs + "metabolites: []\nreactions: []\n")).starts_with("yaml.value"));
    const std::string deep(100'000, '[');
    CHECK(slip(read("{\"metabolites\": " + deep)).starts_with("json.depth"));
    CHECK(slip(read("metabolites: []\nreactions: " + deep)).starts_with("yaml.syntax"));
    CHECK(
        slip(
            read("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE a [<!ENTITY b \"\xE4\">]><sbml/>"))
            .starts_with("xml.syntax"));
}

TEST_CASE("a file is read up to a size") {
    const std::string packed = gzip(std::string(1'000'000, ' '));
    CHECK(read_bytes(file(packed), 1'000'000).value().size() == 1'000'000);
    CHECK(slip(read_bytes(file(packed), 999'999)) == "file.size");
    CHECK(slip(read_bytes(file("abc"), 2)) == "file.size");
}

TEST_CASE("a reaction of many metabolites is read in linear time") {
    constexpr int count = 100'000;  // squared, this took minutes
    std::string metabolites, terms, rule;
    for (int i = 0; i < count; ++i) {
        const std::string_view comma = i == 0 ? "" : ",";
        metabolites += format("{}{{\"id\":\"m{}\",\"compartment\":\"c{}\"}}", comma, i, i);
        terms += format("{}\"m{}\":1", comma, i);
        rule += format("{}g{}", i == 0 ? "" : " or ", i);
    }
    const auto network =
        read("{\"metabolites\":[" + metabolites + "],\"reactions\":[{\"id\":\"r\",\"metabolites\":{" + terms +
             "},\"gene_reaction_rule\":\"" + rule + "\"}]}");
    check_round_trips(network);
    CHECK(network->reactions[0].terms.size() == count);
}
