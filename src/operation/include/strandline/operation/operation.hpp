#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>
#include <strandline/operation/param.hpp>
#include <strandline/operation/port.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::operation {

/// compute: a pure function, cached and recorded. query: reads, leaves no record. admin: changes the
/// workspace, appends its own record. conduct: runs other operations, each of which leaves its own.
enum class Kind { compute, query, admin, conduct };

/// What an operation that ended well says: exit status 0, or 1 for "the answer is no".
enum class Answer { yes, no };

/// How results are shown to whoever asked; never what is stored.
enum class Form { text, tsv, json };

/// One call of an operation: inputs opened, parameters parsed and defaulted, outputs ready to be written.
/// Names that the operation did not declare are broken promises.
class Call {
public:
    std::map<std::string, std::vector<Source>, std::less<>> sources;
    std::map<std::string, Json, std::less<>> values;
    std::map<std::string, Sink*, std::less<>> sinks;
    std::set<std::string, std::less<>> unwanted;  // outputs that nobody will see: nothing need be written
    Form form = Form::text;                       // for queries, which write words or JSON themselves

    bool has(std::string_view port) const;
    const Source& input(std::string_view port) const;             // the one given
    std::span<const Source> inputs(std::string_view port) const;  // none or more

    std::int64_t integer(std::string_view param) const;
    double number(std::string_view param) const;
    const std::string& text(std::string_view param) const;  // "" when absent
    bool flag(std::string_view param) const;
    bool given(std::string_view param) const;                      // has a value, be it a default
    std::vector<std::string> texts(std::string_view param) const;  // of a repeated parameter

    Sink& output(std::string_view port) const;
    /// False where the output is neither shown nor written nor recorded.
    bool wants(std::string_view port) const;
};

/// Everything a user can do. Declared once; parsing, help, schema, man page, completion and record follow.
struct Operation {
    std::string name;         // "edit offtargets"
    int semantics = 1;        // raised when results change; part of the cache key
    std::string summary;      // one line, no full stop
    std::string description;  // paragraphs, for help and man page
    Kind kind = Kind::compute;
    std::vector<Port> inputs;
    std::vector<Param> params;
    std::vector<Port> outputs;
    std::string example;
    /// Content ids of data tables inside the program that results depend on; part of the cache key.
    std::vector<std::string> data_tables;
    std::function<Result<Answer>(Call&, Context&)> run;
    /// Its result depends on the world at that moment (what a reactor tells): recorded, never taken from the
    /// store.
    bool is_of_the_moment = false;
    /// Finds inputs that another input names (a genome named by a Cas-OFFinder file). Called before inputs
    /// are hashed, with those given; adds to `sources`. Optional.
    std::function<Result<void>(Call&)> find_inputs;
    /// The output that is shown, and that -o names, where parameters choose it. Optional: else the first.
    std::function<std::string(const Call&)> main_output;

    std::string_view engine() const;  // "edit"
    std::string_view verb() const;    // "offtargets", "key show"
    const Port* input_port(std::string_view name) const;
    const Port* output_port(std::string_view name) const;
    const Param* param(std::string_view name) const;
    bool is_compute() const { return kind == Kind::compute; }
};

/// Parameters and ports as JSON Schema (draft 2020-12), for web forms, Python and partners.
Json schema(const Operation& operation);

/// The explicit list of all operations, in the order in which help shows them.
class Registry {
public:
    /// Breaks with an assert on a declaration that contradicts itself or one already there.
    void add(std::vector<Operation> operations);
    /// The same for the operations of one engine, with what the engine is for in a few words.
    void add_group(std::string_view group, std::string summary, std::vector<Operation> operations);
    /// "" for a group that has none.
    std::string_view group_summary(std::string_view group) const;
    const std::vector<Operation>& operations() const { return operations_; }
    const Operation* find(std::string_view name) const;
    /// The operation, or an error with the nearest names.
    Result<const Operation*> get(std::string_view name) const;
    /// The table whose header line is exactly this, with all of its further columns or none, or nullptr.
    const Port* table_with_header(std::string_view header_line) const;
    /// The output port that makes tables of this format, or nullptr.
    const Port* table_of(std::string_view format_id) const;

private:
    std::vector<Operation> operations_;
    std::map<std::string, std::string, std::less<>> group_summaries_;
};

}  // namespace strandline::operation
