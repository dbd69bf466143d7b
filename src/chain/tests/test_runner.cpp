#include "chain_run.hpp"
#include "execution.hpp"

#include <strandline/chain/operations.hpp>
#include <strandline/chain/runner.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace strandline;
using namespace strandline::chain;
using namespace strandline::operation;

namespace {

/// A folder of its own with a workspace, and operations written for these tests.
struct Fixture {
    std::filesystem::path folder;
    Registry registry;
    std::unique_ptr<Session> session;
    int calls = 0;
    Context context;

    Fixture() {
        std::string pattern = (std::filesystem::temp_directory_path() / "runner-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        session = std::make_unique<Session>(Session::Options{.folder = folder, .program = "test"});
        registry.add_group("test", "for tests", {upper_case(), patient_report(), refusing(), crashing()});
    }
    ~Fixture() { std::filesystem::remove_all(folder); }

    void workspace() { REQUIRE(session->state().create_workspace(folder, true, "test")); }
    void write(const std::string& name, const std::string& text) { std::ofstream(folder / name) << text; }

    Operation upper_case() {
        return {.name = "test upper",
                .summary = "Upper case",
                .inputs = {port("text").format("text/1").or_list().described("text")},
                .params = {integer("times", 1).range(1, 9).help("how often")},
                .outputs = {port("result").format("text/1").described("text")},
                .example = "strandline test upper",
                .run = [this](Call& call, Context&) -> Result<Answer> {
                    ++calls;
                    STRANDLINE_TRY(const std::string text, call.input("text").read_all());
                    for (std::int64_t i = 0; i < call.integer("times"); ++i)
                        call.output("result").write(upper(text));
                    return Answer::yes;
                }};
    }
    Operation patient_report() {
        return {
            .name = "test patient",
            .summary = "Report on a person",
            .inputs = {port("genotype").format("text/1").privacy(Privacy::subject).described("a person's")},
            .outputs = {port("report").format("text/1").described("theirs, too"),
                        port("count").format("text/1").releasable().described("anyone's")},
            .example = "strandline test patient",
            .run = [this](Call& call, Context&) -> Result<Answer> {
                ++calls;
                STRANDLINE_TRY(const std::string text, call.input("genotype").read_all());
                call.output("report").write("report of " + text);
                call.output("count").write("1\n");
                return Answer::yes;
            }};
    }
    Operation refusing() {
        return {.name = "test refuse",
                .summary = "Refuse",
                .outputs = {port("result").format("text/1").described("never")},
                .example = "strandline test refuse",
                .run = [](Call& call, Context&) -> Result<Answer> {
                    call.output("result").write("half of it");
                    return fail(Error::input("test.refused", "no"));
                }};
    }
    Operation crashing() {
        return {.name = "test crash",
                .summary = "Throw",
                .outputs = {port("result").format("text/1").described("never")},
                .example = "strandline test crash",
                .run = [](Call&, Context&) -> Result<Answer> {
                    throw std::runtime_error("a library's exception");
                }};
    }

    Result<Outcome> run(const std::string& name, std::map<std::string, std::vector<std::string>> inputs,
                        std::map<std::string, Json> params = {},
                        std::map<std::string, std::filesystem::path> outputs = {}) {
        MemorySink sink;
        const Request request{.operation = registry.find(name),
                              .inputs = std::move(inputs),
                              .params = std::move(params),
                              .outputs = std::move(outputs)};
        auto outcome = chain::run(*session, registry, request, sink, context);
        printed = sink.bytes();
        return outcome;
    }
    std::string printed;
};

std::string everything_in(const std::filesystem::path& folder) {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) {
            std::ifstream file(entry.path(), std::ios::binary);
            all.append(std::istreambuf_iterator<char>(file), {});
        }
    return all;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a format of ours is of one form: a table, or none") {
    std::map<std::string, std::pair<bool, std::string>> is_table;  // and where it was first seen
    const auto all = all_operations(*session);
    for (const Operation& operation : all->operations())
        for (const Port& port : operation.outputs) {
            const std::string& format_id = port.formats.front();
            if (format_id.find('/') == std::string::npos) continue;
            const auto [seen, is_new] =
                is_table.try_emplace(format_id, !port.columns.empty(), operation.name + " --" + port.name);
            CHECK_MESSAGE(seen->second.first == !port.columns.empty(), format_id, " is made by ",
                          seen->second.second, " and by ", operation.name, " --", port.name);
        }
}

TEST_CASE_FIXTURE(Fixture, "without a workspace an operation runs and is not recorded") {
    write("in.txt", "abc");
    const auto outcome = run("test upper", {{"text", {"in.txt"}}});
    REQUIRE(outcome);
    CHECK(printed == "ABC");
    CHECK(outcome->record.empty());
}

TEST_CASE_FIXTURE(Fixture, "an identical run is taken from the store, another is not") {
    workspace();
    write("in.txt", "abc");
    CHECK(!run("test upper", {{"text", {"in.txt"}}})->cached);
    const auto again = run("test upper", {{"text", {"file:in.txt"}}});
    CHECK(again->cached);
    CHECK(printed == "ABC");
    CHECK(calls == 1);
    const auto twice = run("test upper", {{"text", {"in.txt"}}}, {{"times", Json(2)}});
    CHECK(!twice->cached);
    CHECK(twice->why.find("parameter times") != std::string::npos);
    CHECK(printed == "ABCABC");
    CHECK(run("test upper", {{"text", {"in.txt"}}}, {{"times", Json(1)}})->cached);  // the default, said
    write("in.txt", "abd");
    CHECK(run("test upper", {{"text", {"in.txt"}}})->why.find("input text") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "words given as a list, and an object of the store") {
    workspace();
    CHECK(run("test upper", {{"text", {"ldhA,adhE"}}}).has_value());
    CHECK(printed == "LDHA\nADHE\n");
    CHECK(run("test upper", {{"text", {"missing.txt"}}}).error().exit() == Exit::environment);
    const auto made = session->state().workspace().value()->records().value().back().outputs.front().second;
    CHECK(run("test upper", {{"text", {"object:" + made.digest.hex().substr(0, 12)}}}).has_value());
    CHECK(run("test upper", {{"text", {"object:ffffffffffff"}}}).error().exit() == Exit::bad_input);
}

TEST_CASE_FIXTURE(Fixture, "a failure leaves no file and no record") {
    workspace();
    const auto before = session->state().workspace().value()->records()->size();
    CHECK(run("test refuse", {}, {}, {{"result", folder / "out.txt"}}).error().code() == "test.refused");
    CHECK(run("test crash", {}).error().exit() == Exit::fault);
    CHECK(!std::filesystem::exists(folder / "out.txt"));
    CHECK(session->state().workspace().value()->records()->size() == before);
    CHECK(std::distance(std::filesystem::directory_iterator(folder), {}) == 1);
}

TEST_CASE_FIXTURE(Fixture, "what comes from a person's data is closed, unless declared releasable") {
    workspace();
    write("patient.txt", "NAME-OF-A-PATIENT *1/*17\n");
    REQUIRE(run("test patient", {{"genotype", {"patient.txt"}}}));
    CHECK(printed == "report of NAME-OF-A-PATIENT *1/*17\n");
    const auto records = session->state().workspace().value()->records().value();
    const auto is_private = [&](const store::Id& id) {
        return session->state().workspace().value()->artefact(id)->is_private;
    };
    REQUIRE(records.back().outputs.size() == 2);
    CHECK(is_private(records.back().inputs[0].second));
    CHECK(is_private(records.back().outputs[0].second));
    CHECK(!is_private(records.back().outputs[1].second));
    const std::string all = everything_in(folder / ".strandline");
    CHECK(all.find("NAME-OF-A-PATIENT") == std::string::npos);
    // Not even a plain hash of it: whoever guesses the genotype could confirm it.
    CHECK(all.find(std::string(sha256("NAME-OF-A-PATIENT *1/*17\n").raw())) == std::string::npos);
    CHECK(all.find(sha256("NAME-OF-A-PATIENT *1/*17\n").hex()) == std::string::npos);
    const auto again = run("test patient", {{"genotype", {"patient.txt"}}});
    CHECK(again->cached);
    CHECK(printed == "report of NAME-OF-A-PATIENT *1/*17\n");
    CHECK(calls == 1);
}

TEST_CASE_FIXTURE(Fixture, "a cancelled run is an interruption and leaves nothing") {
    workspace();
    write("in.txt", "abc");
    const std::atomic<bool> cancel = true;
    context = Context({.cancel = &cancel});
    CHECK(run("test upper", {{"text", {"in.txt"}}}, {}, {{"result", folder / "out.txt"}}).error().exit() ==
          Exit::interrupted);
    CHECK(!std::filesystem::exists(folder / "out.txt"));
}

TEST_CASE_FIXTURE(Fixture, "a file of the user's is not overwritten, a recorded result is replaced") {
    workspace();
    write("in.txt", "abc");
    write("out.txt", "my notes");
    CHECK(run("test upper", {{"text", {"in.txt"}}}, {}, {{"result", folder / "out.txt"}}).error().code() ==
          "output.exists");
    CHECK(calls == 0);
    CHECK(run("test upper", {{"text", {"in.txt"}}}, {}, {{"result", folder / "fresh.txt"}}).has_value());
    CHECK(run("test upper", {{"text", {"in.txt"}}}, {{"times", Json(2)}}, {{"result", folder / "fresh.txt"}})
              .has_value());
    CHECK(Source::open(folder / "fresh.txt")->read_all().value() == "ABCABC");
}
