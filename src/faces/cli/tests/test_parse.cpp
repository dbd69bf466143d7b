#include "help.hpp"
#include "options.hpp"
#include "parse.hpp"

#include <strandline/chain/operations.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

using namespace strandline;
using namespace strandline::cli;
using operation::Operation;

namespace {

struct Fixture {
    chain::Session session{{}};
    std::unique_ptr<operation::Registry> registry = chain::all_operations(session);
    Result<CommandLine> parse(std::vector<std::string> words) { return cli::parse(words, *registry); }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "options may be written in the ways people know") {
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"edit", "offtargets", "--genome", "g.fa", "--guides", "g.txt", "--mismatches", "3", "-t", "2",
              "-q"},
             {"edit", "offtargets", "g.fa", "--guides=g.txt", "--mismatches=3", "-qt2"},
             {"edit", "offtargets", "-t=2", "--guides", "g.txt", "--quiet", "--mismatches", "3", "--",
              "g.fa"}}) {
        const auto line = parse(words);
        REQUIRE(line);
        CHECK(line->request.inputs.at("genome") == std::vector<std::string>{"g.fa"});
        CHECK(line->request.inputs.at("guides") == std::vector<std::string>{"g.txt"});
        CHECK(line->request.params.at("mismatches").integer() == 3);
        CHECK(line->common.at("threads") == "2");
        CHECK(line->has("quiet"));
    }
}

TEST_CASE_FIXTURE(Fixture, "a second input may be a bare word where its operation says so") {
    for (const auto& words :
         std::vector<std::vector<std::string>>{{"clinic", "match", "calls.tsv", "therapy.toml"},
                                               {"clinic", "match", "--therapy", "therapy.toml", "calls.tsv"},
                                               {"clinic", "match", "--calls", "calls.tsv", "therapy.toml"}}) {
        const auto line = parse(words);
        REQUIRE(line);
        CHECK(line->request.inputs.at("calls") == std::vector<std::string>{"calls.tsv"});
        CHECK(line->request.inputs.at("therapy") == std::vector<std::string>{"therapy.toml"});
    }
    CHECK(!parse({"clinic", "match", "calls.tsv", "therapy.toml", "more"}));
    CHECK(!parse({"edit", "offtargets", "g.fa", "g.txt"}));
}

TEST_CASE_FIXTURE(Fixture, "all errors of a line are told at once") {
    const auto line =
        parse({"edit", "offtargets", "g.fa", "--mismatches", "x", "--nonsense", "--pam-side", "7"});
    REQUIRE(!line);
    CHECK(line.error().more().size() == 2);
    CHECK(line.error().exit() == Exit::bad_input);
}

TEST_CASE_FIXTURE(Fixture, "an operation of three words, and of one") {
    CHECK(parse({"thread", "key", "show"})->request.operation->name == "thread key show");
    CHECK(parse({"run", "chain.toml"})->request.inputs.at("chain").front() == "chain.toml");
    CHECK(parse({"init", "folder"})->request.params.at("folder").string() == "folder");
    CHECK(parse({})->wish == CommandLine::Wish::overview);
    CHECK(parse({"edit", "guides", "--help"})->wish == CommandLine::Wish::help);
    CHECK(parse({"edit", "--help"})->wish == CommandLine::Wish::group_help);
}

TEST_CASE_FIXTURE(Fixture, "no words make it crash") {
    const std::vector<std::string> known{"edit",         "offtargets", "guides", "thread", "key",    "show",
                                         "--genome",     "--guides",   "-o",     "-t",     "-",      "--",
                                         "--pam=",       "=",          "",       "-q",     "--help", "\xff",
                                         "--mismatches", "4",          "-9"};
    CHECK(rc::check("any words are an answer or an error", [&] {
        const auto picks =
            *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, known.size()));
        std::vector<std::string> words;
        for (const std::size_t pick : picks) words.push_back(known[pick]);
        const auto line = parse(words);
        if (!line) RC_ASSERT(line.error().exit() == Exit::bad_input);
    }));
}

TEST_CASE_FIXTURE(Fixture, "help, manual page, schema, completion and parser name the same options") {
    for (const Operation& operation : registry->operations()) {
        CAPTURE(operation.name);
        const std::string help = operation_help(operation), man = man_page(*registry, &operation),
                          completion = bash_completion(*registry);
        const Json json = schema(operation);
        std::vector<std::string> names;
        for (const auto& [name, value] : json.at("properties").members()) names.push_back(name);
        for (const auto& [name, value] : json.at("x-outputs").members()) names.push_back(name);
        const ShownOperation options = shown(operation);
        CHECK(names.size() == options.inputs.size() + options.params.size() + options.outputs.size());
        const std::size_t row = completion.find("\"" + operation.name + " \"*)");
        REQUIRE(row != std::string::npos);
        const std::string completed = completion.substr(row, completion.find('\n', row) - row) + " ";
        for (const std::string& name : names) {
            CAPTURE(name);
            CHECK(help.find("--" + name) != std::string::npos);
            std::string escaped = name;
            for (std::size_t at = 0; (at = escaped.find('-', at)) != std::string::npos; at += 2)
                escaped.insert(at, "\\");
            CHECK(man.find("\\-\\-" + escaped + "\\fR") != std::string::npos);
            CHECK((completed.find("--" + name + " ") != std::string::npos ||
                   completed.find("--" + name + "\"") != std::string::npos));
            // The parser knows it: whatever it says of the value, it does not call the option unknown.
            std::vector<std::string> words;
            for (const std::string_view word : split(operation.name, ' ')) words.emplace_back(word);
            words.push_back("--" + name);
            const auto line = parse(words);
            const auto unknown = [](const Error& error) { return error.code() == "option.unknown"; };
            CHECK((line || (!unknown(line.error()) && std::ranges::none_of(line.error().more(), unknown))));
        }
        for (const operation::Port& port : operation.outputs)
            for (const operation::Column& column : port.columns)
                CHECK(help.find(column.name) != std::string::npos);
        CHECK(overview(*registry).find(operation.name) != std::string::npos);
        CHECK(parse({"edit", "rank"}).error().mend().find(registry->find("edit rank")->example) !=
              std::string::npos);
    }
}
