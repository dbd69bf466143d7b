#include "support.hpp"

#include <strandline/formats/petab.hpp>

#include <cmath>
#include <map>

namespace strandline::formats::testing {
namespace {

/// A problem of small files, each of which a test may replace.
struct Files {
    int version = 1;
    std::map<std::string, std::string, std::less<>> texts;

    Result<PetabProblem> read() const {
        Context context;
        return read_petab(
            Source::memory("problem.yaml", texts.at("problem.yaml")),
            [this](std::string_view name) -> Result<Source> {
                return Source::memory(std::string(name), texts.find(name)->second);
            },
            context);
    }
    Files with(const std::string& name, const std::string& text) const {
        Files made = *this;
        made.texts[name] = text;
        return made;
    }
};

const char* const model = R"(<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="m">
<listOfCompartments><compartment id="cell" size="1" constant="false"/></listOfCompartments>
<listOfSpecies><species id="A" compartment="cell" initialConcentration="1" hasOnlySubstanceUnits="false"
 boundaryCondition="false" constant="false"/></listOfSpecies>
<listOfParameters><parameter id="k" value="1" constant="true"/><parameter id="dose" value="0" constant="true"/>
<parameter id="twice" constant="false"/></listOfParameters>
<listOfRules><assignmentRule variable="twice"><math xmlns="http://www.w3.org/1998/Math/MathML">
<apply><times/><cn>2</cn><ci>k</ci></apply></math></assignmentRule></listOfRules>
<listOfReactions><reaction id="v" reversible="false" fast="false"><listOfReactants>
<speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants><kineticLaw>
<math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>local</ci><ci>A</ci></apply></math>
<listOfLocalParameters><localParameter id="local" value="3"/></listOfLocalParameters>
</kineticLaw></reaction></listOfReactions></model></sbml>)";

Files version_1() {
    return {1,
            {{"problem.yaml",
              "format_version: 1\nparameter_file: p.tsv\nproblems:\n- sbml_files: [m.xml]\n  "
              "condition_files: [c.tsv]\n"
              "  observable_files: [o.tsv]\n  measurement_files: [d.tsv]\n"},
             {"m.xml", model},
             {"p.tsv",
              "parameterId\tparameterScale\tlowerBound\tupperBound\tnominalValue\testimate\n"
              "k\tlog10\t0.01\t100\t2\t1\nscaling\tlin\t0\t10\t1.5\t1\nsd\tlin\t\t\t0.1\t0\n"},
             {"c.tsv", "conditionId\tconditionName\tdose\tA\nc0\tnone\t0\tNaN\nc1\tsome\tscaling\t2\n"},
             {"o.tsv",
              "observableId\tobservableFormula\tnoiseFormula\tobservableTransformation\n"
              "obs\tobservableParameter1_obs * A\tnoiseParameter1_obs\tlog10\n"},
             {"d.tsv",
              "observableId\tpreequilibrationConditionId\tsimulationConditionId\ttime\tmeasurement\tobservabl"
              "eParameters\t"
              "noiseParameters\nobs\t\tc0\t0\t1\tscaling\t0.5\nobs\tc0\tc1\tinf\t2.5\t3\tsd\n"}}};
}

Files version_2() {
    return {
        2,
        {{"problem.yaml",
          "format_version: 2.0.0\nparameter_files: [p.tsv]\nmodel_files:\n  m1: {location: m.xml, language: "
          "sbml}\n"
          "condition_files: [c.tsv]\nexperiment_files: [e.tsv]\nobservable_files: [o.tsv]\n"
          "measurement_files: [d.tsv]\nmapping_files: [map.tsv]\n"},
         {"m.xml", model},
         {"map.tsv", "petabEntityId\tmodelEntityId\tname\nv_local\tv.local\tthe local one\nnote\t\tx\n"},
         {"p.tsv",
          "parameterId\tlowerBound\tupperBound\tnominalValue\testimate\tpriorDistribution\tpriorParameters\n"
          "k\t0.01\t100\t2\ttrue\tnormal\t1;2\nv_local\t1\t10\t3\ttrue\t\t\nsd\t\t\t0.1\tfalse\t\t\n"},
         {"c.tsv", "conditionId\ttargetId\ttargetValue\nc0\tdose\t2 * k\nc0\tA\tA + 1\nc1\tcell\t3\n"},
         {"e.tsv", "experimentId\ttime\tconditionId\ne1\t10\tc1\ne1\t-inf\t\ne1\t0\tc0\ne1\t10\tc0\n"},
         {"o.tsv",
          "observableId\tobservableFormula\tnoiseFormula\tnoiseDistribution\tobservablePlaceholders\tnoisePla"
          "ceholders\n"
          "obs\toffset + A\ts * obs\tlog-laplace\toffset\ts\n"},
         {"d.tsv",
          "modelId\tobservableId\texperimentId\ttime\tmeasurement\tobservableParameters\tnoiseParameters\n"
          "m1\tobs\te1\t5\t1\t0.5\tsd\n\tobs\t\t1\t1\tsd\t2\n"}}};
}

PetabProblem good(const Files& files) {
    auto problem = files.read();
    REQUIRE_MESSAGE(problem.has_value(), (problem ? std::string() : render(problem.error())));
    return std::move(*problem);
}

/// "code file:line:column" of the first thing wrong; all of it must be said.
std::string wrong(const Files& files) {
    const auto problem = files.read();
    REQUIRE(!problem.has_value());
    CHECK(says_all(problem));
    const ::strandline::Place& place = problem.error().place();
    return format("{} {}:{}:{}", problem.error().code(), place.file, place.line, place.column);
}

std::string replaced(const Files& files, const std::string& name, const std::string& from,
                     const std::string& to) {
    std::string text = files.texts.at(name);
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string wrong(const Files& files, const std::string& name, const std::string& from,
                  const std::string& to) {
    return wrong(files.with(name, replaced(files, name, from, to)));
}

}  // namespace

TEST_CASE("PEtab 1 becomes a problem in the form of PEtab 2") {
    const PetabProblem problem = good(version_1());
    REQUIRE(problem.parameters.size() == 3);
    CHECK(problem.parameters[0].scale == PetabScale::log10);
    CHECK(problem.parameters[0].estimated);
    CHECK_FALSE(problem.parameters[2].estimated);
    REQUIRE(problem.conditions.size() == 2);
    CHECK(problem.conditions[0].changes.size() == 1);  // NaN leaves A alone
    CHECK(problem.conditions[1].changes[0].formula == domain::Formula::of("scaling"));
    REQUIRE(problem.experiments.size() == 2);
    CHECK(problem.experiments[0].periods.size() == 1);
    CHECK(std::isinf(problem.experiments[1].periods[0].time));
    CHECK(problem.experiments[1].periods[1].conditions == std::vector<std::int32_t>{1});
    CHECK(problem.observables[0].noise == PetabObservable::Noise::log10_normal);
    CHECK(problem.observables[0].observable_placeholders ==
          std::vector<std::string>{"observableParameter1_obs"});
    CHECK(problem.measurements[0].observable_parameters[0] == domain::Formula::of("scaling"));
    CHECK(problem.measurements[1].observable_parameters[0] == domain::Formula::of(3.0));
    CHECK(std::isinf(problem.measurements[1].time));
}

TEST_CASE("PEtab 2: experiments by time, placeholders, local parameters by their mapping") {
    const PetabProblem problem = good(version_2());
    REQUIRE(problem.experiments.size() == 2);  // and the model as it is
    const auto& periods = problem.experiments[0].periods;
    REQUIRE(periods.size() == 3);
    CHECK(std::isinf(periods[0].time));
    CHECK(periods[0].conditions.empty());
    CHECK(periods[1].time == 0);
    CHECK(periods[2].conditions.size() == 2);
    CHECK(problem.observables[0].noise == PetabObservable::Noise::log_laplace);
    CHECK(problem.measurements[1].experiment == 1);
    CHECK(problem.model.reactions[0].locals.empty());
    CHECK(problem.model.parameters.back().id == "v_local");
    CHECK(problem.parameters[0].prior.truncated);
    CHECK(problem.parameters[1].prior.kind == PetabPrior::Kind::uniform);  // one prior makes it a posterior
}

TEST_CASE("tables with carriage returns, a mark, quotes and empty ends read alike") {
    const Files plain = version_1();
    std::string table = "\xEF\xBB\xBF";
    for (const char c : plain.texts.at("d.tsv")) table += c == '\n' ? "\t\t\r\n" : std::string(1, c);
    const PetabProblem marked = good(plain.with("d.tsv", table));
    CHECK(marked.measurements.size() == good(plain).measurements.size());
    const std::string quoted = replaced(plain, "c.tsv", "some", "\"a \"\"good\"\" one\"");
    CHECK(good(plain.with("c.tsv", quoted)).conditions[1].name == "a \"good\" one");
}

TEST_CASE("what is wrong in a problem is placed") {
    const Files one = version_1(), two = version_2();
    CHECK(wrong(one, "d.tsv", "\t0.5\n", "\t\n") == "petab.placeholder d.tsv:2:21");
    CHECK(wrong(one, "d.tsv", "3\tsd", "3;4\tsd").starts_with("petab.placeholder d.tsv:3:"));
    CHECK(wrong(one, "d.tsv", "3\tsd", "3\tsdd").starts_with("petab.unknown_parameter d.tsv:3:"));
    CHECK(wrong(one, "d.tsv", "obs\t\tc0", "obs\t\tc9") == "petab.unknown_condition d.tsv:2:6");
    CHECK(wrong(one, "d.tsv", "obs\t\tc0", "obd\t\tc0") == "petab.unknown_observable d.tsv:2:1");
    CHECK(wrong(one, "d.tsv", "c0\t0\t1", "c0\tnow\t1") == "petab.number d.tsv:2:9");
    CHECK(wrong(one, "d.tsv", "c0\t0\t1", "c0\t-1\t1") == "petab.time d.tsv:2:9");
    CHECK(wrong(one, "d.tsv", "c0\t0\t1", "c0\t0\tNaN") == "petab.number d.tsv:2:11");
    CHECK(wrong(one, "d.tsv", "c0\t0\t1", "c0\t0\t-1") == "petab.log_measurement d.tsv:2:11");
    CHECK(wrong(one, "c.tsv", "c1\tsome", "c0\tsome") == "petab.duplicate c.tsv:3:1");
    CHECK(wrong(one, "c.tsv", "dose", "dosis") == "petab.unknown_target c.tsv:1:27");
    CHECK(wrong(one, "c.tsv", "dose", "k") == "petab.target c.tsv:1:27");
    CHECK(wrong(one, "c.tsv", "dose", "twice") == "petab.target c.tsv:1:27");
    CHECK(wrong(one, "c.tsv", "scaling", "nothing") == "petab.unknown_name c.tsv:3:9");
    CHECK(wrong(one, "c.tsv", "scaling", "2*k") == "petab.value c.tsv:3:9");
    CHECK(wrong(one, "p.tsv", "0.01\t100", "100\t0.01") == "petab.bounds p.tsv:2:9");
    CHECK(wrong(one, "p.tsv", "0.01\t100", "0\t100") == "petab.log_bound p.tsv:2:9");
    CHECK(wrong(one, "p.tsv", "0.01\t100", "\t100") == "petab.bounds p.tsv:2:9");
    CHECK(wrong(one, "p.tsv", "log10", "lg") == "petab.scale p.tsv:2:3");
    CHECK(wrong(one, "p.tsv", "0.1\t0", "\t0").starts_with("petab.nominal p.tsv:4:"));
    CHECK(wrong(one, "p.tsv", "scaling", "k") == "petab.duplicate p.tsv:3:1");
    CHECK(wrong(one, "p.tsv", "scaling", "time") == "petab.reserved p.tsv:3:1");
    CHECK(wrong(one, "p.tsv", "scaling", "pi") == "petab.reserved p.tsv:3:1");
    CHECK(wrong(one, "p.tsv", "scaling", "2x") == "petab.id p.tsv:3:1");
    CHECK(wrong(one, "p.tsv", "parameterScale", "scale") == "petab.column p.tsv:1:1");
    CHECK(wrong(one, "o.tsv", "* A", "* AA") == "petab.unknown_name o.tsv:2:5");
    CHECK(wrong(one, "o.tsv", "Parameter1", "Parameter2") == "petab.placeholder o.tsv:2:5");
    CHECK(wrong(one, "o.tsv", "\tlog10", "\tsquare").starts_with("petab.noise o.tsv:2:"));
    CHECK(wrong(two, "p.tsv", "normal\t1;2", "normal\t1").starts_with("petab.prior p.tsv:2:"));
    CHECK(wrong(two, "p.tsv", "normal", "normaal").starts_with("petab.prior p.tsv:2:"));
    CHECK(wrong(two, "p.tsv", "sd\t", "Inf\t") == "petab.reserved p.tsv:4:1");
    CHECK(wrong(two, "c.tsv", "c1\tcell", "c1\tdose") == "petab.target e.tsv:2:1");
    CHECK(wrong(two, "c.tsv", "c0\tA", "c0\tdose") == "petab.duplicate c.tsv:3:4");
    CHECK(wrong(two, "c.tsv", "2 * k", "2 * kk") == "petab.unknown_name c.tsv:2:9");
    CHECK(wrong(two, "e.tsv", "0\tc0", "0\tc7") == "petab.unknown_condition e.tsv:4:6");
    CHECK(wrong(two, "d.tsv", "m1\tobs", "m2\tobs") == "petab.unknown_model d.tsv:2:1");
    CHECK(wrong(two, "d.tsv", "e1\t5", "e7\t5") == "petab.unknown_experiment d.tsv:2:8");
    CHECK(wrong(two, "map.tsv", "v.local", "v.global").starts_with("petab.mapping map.tsv:2:"));
}

TEST_CASE("YAML files that name what cannot be read") {
    const Files one = version_1(), two = version_2();
    CHECK(wrong(one, "problem.yaml", "format_version: 1", "format_version: 3") ==
          "petab.version problem.yaml:1:17");
    CHECK(wrong(one, "problem.yaml", "[m.xml]", "[m.xml, m2.xml]") == "petab.models problem.yaml:4:15");
    CHECK(wrong(two, "problem.yaml", "language: sbml", "language: pysb")
              .starts_with("petab.language problem.yaml:4:"));
    CHECK(wrong(two.with("problem.yaml", two.texts.at("problem.yaml") +
                                             "extensions:\n  sciml: {version: 1.0, required: true}\n"))
              .starts_with("petab.extension"));
    CHECK(wrong(one.with("problem.yaml", "a: [")).starts_with("petab.yaml"));
    CHECK(good(two.with("problem.yaml", two.texts.at("problem.yaml") +
                                            "extensions:\n  plots: {version: 1.0, required: false}\n"))
              .version == 2);
}

TEST_CASE("simulations are written beside what was measured") {
    const std::vector<Source> tables{
        Source::memory("a", "observableId\tmeasurement\ttime\nx\t1\t0\ny\t2\t5\n"),
        Source::memory("b", "time\tobservableId\tmeasurement\n7\tz\t9\n")};
    MemorySink sink;
    REQUIRE(write_petab_simulations(tables, std::vector<double>{0.5, 1.25, 3}, sink).has_value());
    CHECK(sink.bytes() == "observableId\tsimulation\ttime\nx\t0.5\t0\ny\t1.25\t5\nz\t3\t7\n");
}

}  // namespace strandline::formats::testing
