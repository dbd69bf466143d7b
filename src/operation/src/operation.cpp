#include <strandline/operation/operation.hpp>

#include <algorithm>
#include <set>

namespace strandline::operation {

namespace {

/// Every operation has these; a port or parameter of its own may not take their names.
const std::set<std::string, std::less<>> reserved_names{
    "output",    "threads", "seed",    "format", "overwrite", "quiet",       "verbose",         "schema",
    "workspace", "help",    "version", "log",    "rehash",    "keep-inputs", "passphrase-file", "use"};

const Json& value_of(const Call& call, std::string_view param) {
    const auto found = call.values.find(param);
    STRANDLINE_ASSERT(found != call.values.end());
    return found->second;
}

bool is_word(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

/// A declaration must make sense by itself: names unique over ports and parameters, defaults in range.
void check_declaration(const Operation& operation) {
    STRANDLINE_ASSERT(!operation.name.empty() && !operation.summary.empty() && !operation.example.empty());
    STRANDLINE_ASSERT(operation.run != nullptr && operation.semantics >= 1);
    STRANDLINE_ASSERT(!operation.summary.ends_with('.'));
    std::set<std::string> names;
    const auto check_name = [&](const std::string& name) {
        STRANDLINE_ASSERT(is_word(name) && !reserved_names.contains(name));
        STRANDLINE_ASSERT(names.insert(name).second);
    };
    for (const Port& port : operation.inputs) {
        check_name(port.name);
        STRANDLINE_ASSERT(!port.formats.empty() && !port.help.empty());
    }
    for (const Port& port : operation.outputs) {
        check_name(port.name);
        STRANDLINE_ASSERT(port.formats.size() == 1 && !port.help.empty());
    }
    for (const Param& param : operation.params) {
        check_name(param.name);
        STRANDLINE_ASSERT(!param.help_text.empty());
        STRANDLINE_ASSERT(param.default_value || param.is_required || param.type == ParamType::text);
        STRANDLINE_ASSERT(!param.default_value || param.is_repeated ||
                          param.check(*param.default_value).has_value());
    }
    STRANDLINE_ASSERT(operation.kind != Kind::compute || !operation.outputs.empty());
}

std::vector<std::string> names_of(const std::vector<Operation>& operations) {
    std::vector<std::string> names;
    for (const Operation& operation : operations) names.push_back(operation.name);
    return names;
}

}  // namespace

bool Call::has(std::string_view port) const { return !inputs(port).empty(); }

const Source& Call::input(std::string_view port) const {
    const auto given = inputs(port);
    STRANDLINE_ASSERT(!given.empty());
    return given.front();
}

std::span<const Source> Call::inputs(std::string_view port) const {
    const auto found = sources.find(port);
    return found == sources.end() ? std::span<const Source>{} : std::span<const Source>(found->second);
}

std::int64_t Call::integer(std::string_view param) const { return value_of(*this, param).integer(); }
double Call::number(std::string_view param) const { return value_of(*this, param).number(); }
bool Call::flag(std::string_view param) const { return value_of(*this, param).boolean(); }
bool Call::given(std::string_view param) const { return values.contains(param); }

const std::string& Call::text(std::string_view param) const {
    static const std::string none;
    const auto found = values.find(param);
    return found == values.end() ? none : found->second.string();
}

std::vector<std::string> Call::texts(std::string_view param) const {
    std::vector<std::string> words;
    if (const auto found = values.find(param); found != values.end())
        for (const Json& item : found->second.items()) words.push_back(item.string());
    return words;
}

Sink& Call::output(std::string_view port) const {
    const auto found = sinks.find(port);
    STRANDLINE_ASSERT(found != sinks.end());
    return *found->second;
}

bool Call::wants(std::string_view port) const { return !unwanted.contains(port); }

std::string_view Operation::engine() const { return std::string_view(name).substr(0, name.find(' ')); }

std::string_view Operation::verb() const {
    const std::size_t space = name.find(' ');
    return space == std::string::npos ? std::string_view{} : std::string_view(name).substr(space + 1);
}

const Port* Operation::input_port(std::string_view wanted) const {
    for (const Port& port : inputs)
        if (port.name == wanted || std::ranges::find(port.aliases, wanted) != port.aliases.end())
            return &port;
    return nullptr;
}

const Port* Operation::output_port(std::string_view wanted) const {
    const auto found = std::ranges::find(outputs, wanted, &Port::name);
    return found == outputs.end() ? nullptr : &*found;
}

const Param* Operation::param(std::string_view wanted) const {
    for (const Param& param : params)
        if (param.name == wanted || std::ranges::find(param.aliases, wanted) != param.aliases.end())
            return &param;
    return nullptr;
}

void Registry::add(std::vector<Operation> operations) {
    for (Operation& operation : operations) {
        check_declaration(operation);
        STRANDLINE_ASSERT(find(operation.name) == nullptr);
        operations_.push_back(std::move(operation));
    }
}

void Registry::add_group(std::string_view group, std::string summary, std::vector<Operation> operations) {
    for (const Operation& operation : operations)
        STRANDLINE_ASSERT(operation.engine() == group && !operation.verb().empty());
    group_summaries_.emplace(group, std::move(summary));
    add(std::move(operations));
}

std::string_view Registry::group_summary(std::string_view group) const {
    const auto found = group_summaries_.find(group);
    return found == group_summaries_.end() ? std::string_view{} : std::string_view(found->second);
}

const Operation* Registry::find(std::string_view name) const {
    const auto found = std::ranges::find(operations_, name, &Operation::name);
    return found == operations_.end() ? nullptr : &*found;
}

Result<const Operation*> Registry::get(std::string_view name) const {
    if (const Operation* found = find(name)) return found;
    return fail(Error::input("operation.unknown", "no operation is called '{}'", name)
                    .candidates(nearest(name, names_of(operations_)))
                    .mend("'strandline --help' lists all operations"));
}

const Port* Registry::table_of(std::string_view format_id) const {
    for (const Operation& operation : operations_)
        for (const Port& port : operation.outputs)
            if (!port.columns.empty() && port.formats.front() == format_id) return &port;
    return nullptr;
}

const Port* Registry::table_with_header(std::string_view header_line) const {
    for (const Operation& operation : operations_)
        for (const Port& port : operation.outputs) {
            if (port.columns.empty()) continue;
            std::string header;
            for (const Column& column : port.columns) header += (header.empty() ? "" : "\t") + column.name;
            if (header == header_line) return &port;
            for (const Column& column : port.more_columns) header += "\t" + column.name;
            if (header == header_line) return &port;
        }
    return nullptr;
}

}  // namespace strandline::operation
