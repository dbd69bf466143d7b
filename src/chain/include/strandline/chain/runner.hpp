#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>
#include <strandline/chain/session.hpp>
#include <strandline/operation/operation.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace strandline::chain {

/// What one call of an operation asks for, as a command line or a form gave it.
struct Request {
    const operation::Operation* operation = nullptr;
    /// Port → words: a path, "file:PATH", "object:ID", or, where the port takes a list, the words themselves.
    std::map<std::string, std::vector<std::string>> inputs;
    std::map<std::string, Json> params;                    // those given, checked
    std::map<std::string, std::filesystem::path> outputs;  // port → file, by the port's name
    std::optional<std::filesystem::path> main_output;      // where the output that is shown goes to
    std::optional<std::filesystem::path> output_folder;    // where all outputs with a file name go to
    std::optional<operation::Form> form;                   // how results are shown; default by place
    std::string view;                                      // of the output that is shown, instead of a form
    bool output_is_terminal = false;
};

struct Outcome {
    operation::Answer answer = operation::Answer::yes;
    bool cached = false;
    std::string record;  // "sha256:…", empty when not recorded
    std::string why;     // why cached or not, in words
};

/// Runs one operation of any kind: opens and hashes inputs, looks for an earlier identical run, calls the
/// function, writes outputs under their names only when all went well, stores them, appends the record.
/// What has no file to go to is written to `standard_output`.
Result<Outcome> run(Session& session, const operation::Registry& registry, const Request& request,
                    Sink& standard_output, Context& context);

}  // namespace strandline::chain
