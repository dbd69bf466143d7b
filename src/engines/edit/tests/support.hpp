#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>
#include <strandline/base/text.hpp>
#include <strandline/edit/operations.hpp>
#include <strandline/operation/operation.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace strandline::edit::testing {

/// A file of the folder `shared`; nothing, and a message, where that is not at hand.
inline std::optional<std::string> shared_file(const std::string& path) {
    const char* folder = std::getenv("STRANDLINE_SHARED");
    if (!folder || !std::filesystem::exists(std::filesystem::path(folder) / path)) {
        MESSAGE("skipped: STRANDLINE_SHARED is not set, or has no ", path);
        return std::nullopt;
    }
    return (std::filesystem::path(folder) / path).string();
}

inline Source open(const std::string& path) {
    auto source = Source::open(path);
    REQUIRE_MESSAGE(source.has_value(), path);
    return std::move(*source);
}

/// Runs an operation as the runner does, with parameters at their defaults unless given.
struct Run {
    std::map<std::string, MemorySink> sinks;
    std::vector<std::string> warnings;
    std::map<std::string, Json, std::less<>> values;  // the parameters as they are recorded
    bool ran = false;                                 // not refused before
    std::optional<Error> error;
    std::string output(const std::string& port) { return sinks[port].bytes(); }
    std::string code() const { return error ? error->code() : ""; }
};

class Warnings final : public Listener {
public:
    explicit Warnings(std::vector<std::string>& kept) : kept_(kept) {}
    void progress(std::string_view, std::uint64_t, std::uint64_t) override {}
    void log(LogLevel, std::string_view text) override { kept_.emplace_back(text); }

private:
    std::vector<std::string>& kept_;
};

inline Run run(const std::string& name, std::vector<std::pair<std::string, Source>> inputs,
               std::vector<std::pair<std::string, Json>> params = {}, unsigned threads = 1) {
    operation::Registry registry;
    registry.add(operations());
    const operation::Operation* operation = registry.find(name);
    REQUIRE(operation);
    Run result;
    operation::Call call;
    for (auto& [port, source] : inputs) call.sources[port].push_back(std::move(source));
    for (const operation::Param& param : operation->params)
        if (param.default_value) call.values.insert_or_assign(param.name, *param.default_value);
    for (auto& [param, value] : params) call.values.insert_or_assign(param, value);
    for (const operation::Port& port : operation->outputs) call.sinks[port.name] = &result.sinks[port.name];
    Warnings listener(result.warnings);
    Context context({.threads = threads, .listener = &listener});
    if (operation->find_inputs) {
        auto found = operation->find_inputs(call);
        result.values = call.values;
        if (!found) {
            result.error = std::move(found).error();
            return result;
        }
    }
    result.ran = true;
    auto answer = operation->run(call, context);
    if (!answer) result.error = std::move(answer).error();
    return result;
}

inline Source text(std::string name, std::string bytes) {
    return Source::memory(std::move(name), std::move(bytes));
}

/// Rows of a TSV table, the header left out.
inline std::vector<std::vector<std::string>> rows(const std::string& table) {
    std::vector<std::vector<std::string>> result;
    bool header = true;
    for (const std::string_view line : split(table, '\n')) {
        if (line.empty()) continue;
        if (!std::exchange(header, false)) {
            result.emplace_back();
            for (const std::string_view cell : split(line, '\t')) result.back().emplace_back(cell);
        }
    }
    return result;
}

}  // namespace strandline::edit::testing
