#include "lanes/scan_output.hpp"
#include "lanes/scan.hpp"
#include "simulate/time_course.hpp"

#include <strandline/base/text.hpp>

namespace strandline::process {
namespace {

using operation::Answer;
using operation::Call;

/// Sets on the page, beyond which lines are too many to be told apart.
constexpr std::size_t shown_sets = 12;

std::vector<operation::Column> set_columns() {
    using operation::number_column;
    using operation::text_column;
    return {text_column("set", "name of the set, or its number"), text_column("status", "done or failed"),
            text_column("time", "where it failed: the time"),
            text_column("equation", "where it failed: the equation at fault"),
            text_column("reason", "where it failed: why")};
}

std::vector<std::string> names(const std::vector<operation::Column>& columns) {
    std::vector<std::string> made;
    for (const auto& column : columns) made.push_back(column.name);
    return made;
}

class Outputs {
public:
    Outputs(const Call& call, const Columns& columns, std::string title)
        : table_(call.output("table")),
          json_(call.output("json")),
          status_(call.output("sets")),
          columns_(columns.ids),
          sets_(status_, names(set_columns())) {
        page_.title = std::move(title);
        std::string header = "set,time";
        for (const std::string& id : columns_) header += ',' + csv_text(id);
        table_.write(header + '\n');
        json_.write("{\"sets\":[");
    }

    Result<void> add(const ScannedSet& set) {
        write_rows(set);
        write_part(set);
        write_status(set);
        remember(set);
        ++count_;
        STRANDLINE_CHECK(status_.status());
        STRANDLINE_CHECK(json_.status());
        return table_.status();
    }

    Result<Answer> finish(Sink& page, Context& context) {
        if (failed_ > 0)
            context.log(LogLevel::warning, format("{} of {} sets failed; the first, {}; --sets tells of each",
                                                  failed_, count_, first_failure_));
        json_.write("]}\n");
        STRANDLINE_CHECK(sets_.finish());
        STRANDLINE_CHECK(write_page(page_, page));
        return failed_ > 0 ? Answer::no : Answer::yes;
    }

private:
    void write_rows(const ScannedSet& set) {
        const Trajectory& found = set.trajectory;
        std::string lines;
        for (std::size_t row = 0; row < found.times.size(); ++row) {
            lines += csv_text(set.name) + ',' + number_text(found.times[row]);
            for (std::size_t i = 0; i < columns_.size(); ++i)
                lines += ',' + number_text(found.values[row * columns_.size() + i]);
            lines += '\n';
        }
        table_.write(lines);
    }

    void write_part(const ScannedSet& set) {
        TimeCourse course{set.name, columns_, set.trajectory.times, set.trajectory.values};
        MemorySink part;
        static_cast<void>(write_json(course, part));
        std::string text = part.bytes();
        while (!text.empty() && text.back() == '\n') text.pop_back();
        const std::string name = Json(set.name).compact();
        json_.write(format("{}\n{{\"set\":{},{}", count_ > 0 ? "," : "", name, text.substr(1)));
    }

    void write_status(const ScannedSet& set) {
        const auto& failure = set.trajectory.failure;
        sets_.text(set.name).text(failure ? "failed" : "done");
        sets_.text(failure ? number_text(failure->time) : "").text(failure ? failure->equation : "");
        sets_.text(failure ? failure->what : "");
        sets_.end_row();
        if (!failure || ++failed_ > 1) return;
        const std::string of =
            failure->equation.empty() ? "" : format(", in the equation of {}", failure->equation);
        first_failure_ = format("{}, at time {}{}: {}", printable(set.name), number_text(failure->time), of,
                                failure->what);
    }

    void remember(const ScannedSet& set) {
        const Trajectory& found = set.trajectory;
        if (found.failure || page_sets_ >= shown_sets) return;
        if (page_sets_ > 0 && found.times != page_.times) return;
        ++page_sets_;
        page_.times = found.times;
        for (const std::string& id : columns_) page_.columns.push_back(format("{} ({})", id, set.name));
        std::vector<double> joined;
        const std::size_t old = page_.columns.size() - columns_.size();
        for (std::size_t row = 0; row < found.times.size(); ++row) {
            const auto add = [&](const std::vector<double>& from, std::size_t width) {
                const auto begin = from.begin() + static_cast<std::ptrdiff_t>(row * width);
                joined.insert(joined.end(), begin, begin + static_cast<std::ptrdiff_t>(width));
            };
            if (old > 0) add(page_.values, old);
            add(found.values, columns_.size());
        }
        page_.values = std::move(joined);
    }

    Sink& table_;
    Sink& json_;
    Sink& status_;
    std::vector<std::string> columns_;
    formats::TableWriter sets_;
    TimeCourse page_;
    std::size_t page_sets_ = 0;
    std::int64_t count_ = 0;
    std::int64_t failed_ = 0;
    std::string first_failure_;
};

}  // namespace

operation::Port scan_input() {
    return operation::port("scan")
        .one_of("process.scan/1")
        .optional()
        .described(
            "TSV of parameter sets: one column for each id that is set, one row a set; a first column "
            "`set` may name them");
}

operation::Port sets_output() {
    auto made = operation::table("sets", "process.sets/1", set_columns());
    made.help = "with --scan, what came of each set";
    made.file_name = "sets.tsv";
    return made;
}

Result<Answer> scan_to_outputs(const Call& call, SimulationRequest request, Context& context) {
    if (call.text("method") == "ssa" || call.integer("runs") > 0)
        return fail(Error::input("process.scan", "--scan goes with single runs only")
                        .expected("--method ode or steady-state, without --runs")
                        .mend("call once for each set, with --set"));
    Outputs outputs(call, request.columns, request.model.id);
    STRANDLINE_CHECK(
        scan(call, std::move(request), context, [&](const ScannedSet& set) { return outputs.add(set); }));
    return outputs.finish(call.output("plot"), context);
}

Result<void> without_sets(const Call& call) {
    const auto columns = names(set_columns());
    formats::TableWriter writer(call.output("sets"), columns);
    return writer.finish();
}

}  // namespace strandline::process
