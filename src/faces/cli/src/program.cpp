#include "help.hpp"
#include "options.hpp"
#include "parse.hpp"
#include "terminal.hpp"

#include <strandline/chain/operations.hpp>
#include <strandline/cli/main.hpp>

#include <unistd.h>

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace strandline::cli {

namespace {

std::atomic<bool> cancelled = false;

/// The first signal asks the computation to stop; a second one does not wait.
extern "C" void on_signal(int) {
    if (cancelled.exchange(true)) std::_Exit(static_cast<int>(Exit::interrupted));
}

void listen_to_signals() {
    struct sigaction action{};
    action.sa_handler = on_signal;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

std::uint64_t number(const CommandLine& line, const std::string& option, std::uint64_t otherwise) {
    const auto found = line.common.find(option);
    if (found == line.common.end()) return otherwise;
    std::uint64_t value = otherwise;
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    return value;
}

chain::Session::Options session_options(const CommandLine& line) {
    chain::Session::Options options;
    if (const auto found = line.common.find("workspace"); found != line.common.end())
        options.workspace = found->second;
    options.rehash = line.has("rehash");
    options.keep_inputs = line.has("keep-inputs");
    options.overwrite = line.has("overwrite");
    options.cancel = &cancelled;
    options.program = format("strandline {}", program_version);
    std::string file;
    if (const char* named = std::getenv("STRANDLINE_PASSPHRASE_FILE")) file = named;
    if (const auto found = line.common.find("passphrase-file"); found != line.common.end())
        file = found->second;
    options.passphrase_at_hand = !file.empty();
    if (!file.empty())
        options.passphrase = [file](std::string_view) { return passphrase_from_file(file); };
    else if (is_terminal(STDIN_FILENO))
        options.passphrase = [](std::string_view prompt) {
            // A passphrase for new keys is asked twice: a slip would lock them for ever.
            return ask_passphrase(prompt, prompt.starts_with("new "));
        };
    return options;
}

/// Known even of a command line that is in error.
bool wants_json_log(const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] == "--log=json" ||
            (words[i] == "--log" && i + 1 < words.size() && words[i + 1] == "json"))
            return true;
    return false;
}

Terminal::Settings terminal_settings(const CommandLine& line) {
    Terminal::Settings settings;
    const auto log = line.common.find("log");
    settings.json = log != line.common.end() && log->second == "json";
    settings.least = line.has("quiet")     ? LogLevel::warning
                     : line.has("verbose") ? LogLevel::detail
                                           : LogLevel::notice;
    settings.progress = !line.has("quiet") && is_terminal(STDERR_FILENO);
    return settings;
}

/// Operations of this face alone: its own manual pages and completion.
std::vector<operation::Operation> face_operations(const operation::Registry& registry) {
    using namespace operation;
    std::vector<Operation> all;
    all.push_back(
        {.name = "man",
         .summary = "Print a manual page",
         .description = "Of the program, or of one command: strandline man edit offtargets | man -l -",
         .kind = Kind::query,
         .params = {text("command").positional().repeated().value("COMMAND").help(
             "the command; without it, the program")},
         .outputs = {port("page").format("man").described("the page, in man(7) macros")},
         .example = "strandline man edit offtargets | man -l -",
         .run = [&registry](Call& call, Context&) -> Result<Answer> {
             const Operation* operation = nullptr;
             if (const auto words = call.texts("command"); !words.empty()) {
                 STRANDLINE_TRY(operation, registry.get(join(words, " ")));
             }
             call.output("page").write(man_page(registry, operation));
             return Answer::yes;
         }});
    all.push_back(
        {.name = "completion",
         .summary = "Print a completion script for the shell",
         .description = "source <(strandline completion bash)",
         .kind = Kind::query,
         .params = {choice("shell", "bash", {"bash"}).positional().value("SHELL").help("which shell")},
         .outputs = {port("script").format("sh").described("the script")},
         .example = "source <(strandline completion bash)",
         .run = [&registry](Call& call, Context&) -> Result<Answer> {
             call.output("script").write(bash_completion(registry));
             return Answer::yes;
         }});
    return all;
}

Result<int> perform(CommandLine& line, chain::Session& session, const operation::Registry& registry,
                    Terminal& terminal) {
    StandardOutput output;
    switch (line.wish) {
    case CommandLine::Wish::overview:
        output.write(overview(registry));
        break;
    case CommandLine::Wish::group_help:
        output.write(group_help(registry, line.group));
        break;
    case CommandLine::Wish::help:
        output.write(operation_help(*line.request.operation));
        break;
    case CommandLine::Wish::schema:
        output.write(schema(*line.request.operation).pretty());
        break;
    case CommandLine::Wish::version:
        output.write(format("strandline {}\n", program_version));
        break;
    case CommandLine::Wish::run: {
        line.request.output_is_terminal = is_terminal(STDOUT_FILENO);
        const unsigned all = std::max(1U, std::thread::hardware_concurrency());
        Context context({.threads = static_cast<unsigned>(number(line, "threads", all)),
                         .seed = number(line, "seed", 0),
                         .listener = &terminal,
                         .cancel = &cancelled});
        STRANDLINE_TRY(const chain::Outcome outcome,
                       chain::run(session, registry, line.request, output, context));
        if (!outcome.record.empty())
            context.log(LogLevel::detail, format("{}: {} ({})", outcome.cached ? "cached" : "recorded",
                                                 outcome.record, outcome.why));
        STRANDLINE_CHECK(output.status());
        return outcome.answer == operation::Answer::yes ? 0 : static_cast<int>(Exit::answer_is_no);
    }
    }
    STRANDLINE_CHECK(output.status());
    return 0;
}

}  // namespace

int main(int count, char** words) {
    const std::vector<std::string> given(words + 1, words + count);
    if (given.size() == 1 && given[0] == "--version") {  // asked by scripts, often: nothing else is set up
        std::printf("strandline %s\n", std::string(program_version).c_str());
        return std::fflush(stdout) == 0 ? 0 : static_cast<int>(Exit::environment);
    }
    listen_to_signals();
    chain::Session session({});
    const auto registry = chain::all_operations(session);
    registry->add(face_operations(*registry));
    auto line = parse(given, *registry);
    Terminal terminal(line ? terminal_settings(*line) : Terminal::Settings{.json = wants_json_log(given)});
    if (!line) {
        terminal.error(line.error());
        return static_cast<int>(line.error().exit());
    }
    session.options() = session_options(*line);
    const auto status = perform(*line, session, *registry, terminal);
    if (status) return *status;
    if (status.error().exit() == Exit::interrupted)
        terminal.log(LogLevel::warning, "interrupted; nothing half-made was left behind");
    else
        terminal.error(status.error());
    return static_cast<int>(status.error().exit());
}

}  // namespace strandline::cli
