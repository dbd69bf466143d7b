#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::operation {

/// How far data may travel: `subject` is a person's.
enum class Privacy { open, confidential, subject };

enum class ColumnType { text, integer, number };

/// A column of one of our own tables. The unit is part of the name where there is one ("time_h").
struct Column {
    std::string name;
    ColumnType type = ColumnType::text;
    std::string help;
};

class Call;

/// Another form in which an output can be shown: a format of the field that the stored result is turned into.
struct View {
    std::string name;  // as --format takes it
    std::string help;
    /// From the stored result, and the inputs and parameters of its run.
    std::function<Result<void>(const Source& result, const Call& call, Sink& sink)> write;
};

/// A typed input or output. Formats are open ids with a version where they are ours: "fasta",
/// "edit.guides/1".
struct Port {
    std::string name;
    std::vector<std::string> formats;  // an input takes any of them, or "any"; an output has exactly one
    std::string help;
    bool is_optional = false;
    bool is_repeated = false;
    bool is_binary = false;                 // an output that is used as it stands: never compressed
    bool is_kept_when_interrupted = false;  // an output that a later run can go on from
    bool takes_list = false;                // the words themselves may be given instead of a file: ldhA,adhE
    bool takes_folder = false;              // of a repeated one: a folder stands for the files in it
    bool is_positional = false;  // may be given as a bare word after the first input, which always may
    Privacy privacy_level = Privacy::open;
    bool is_releasable = false;        // an output that stays open although an input was private
    std::vector<Column> columns;       // of a table
    std::vector<Column> more_columns;  // that follow them when the run has something to put there
    std::vector<std::string> aliases;  // accepted, not listed: names that peers use
    std::vector<View> views;           // of an output, besides text, tsv and json
    std::string file_name;  // of an output, in the folder that -o DIR/ names; "/": a ZIP archive of ours
                            // that is unpacked there

    /// Whether an input takes this format; "any" takes all.
    bool takes(std::string_view format_id) const {
        for (const std::string& id : formats)
            if (id == format_id || id == "any") return true;
        return false;
    }

    std::vector<Column> all_columns() const {
        std::vector<Column> all = columns;
        all.insert(all.end(), more_columns.begin(), more_columns.end());
        return all;
    }

    template <class... F>
    Port& one_of(F... ids) & {
        formats = {std::string(ids)...};
        return *this;
    }
    template <class... F>
    Port&& one_of(F... ids) && {
        return static_cast<Port&&>(one_of(ids...));
    }
    Port&& format(std::string id) && {
        formats = {std::move(id)};
        return static_cast<Port&&>(*this);
    }
    Port&& described(std::string text) && {
        help = std::move(text);
        return static_cast<Port&&>(*this);
    }
    Port&& optional() && {
        is_optional = true;
        return static_cast<Port&&>(*this);
    }
    Port&& binary() && {
        is_binary = true;
        return static_cast<Port&&>(*this);
    }
    Port&& repeated() && {
        is_repeated = true;
        return static_cast<Port&&>(*this);
    }
    Port&& kept_when_interrupted() && {
        is_kept_when_interrupted = true;
        return static_cast<Port&&>(*this);
    }
    /// Also takes a list of words; the operation sees them one a line.
    Port&& or_list() && {
        takes_list = true;
        return static_cast<Port&&>(*this);
    }
    /// Also takes a folder, for the files in it and in its folders, by name; not those that begin with a dot.
    Port&& or_folder() && {
        takes_folder = true;
        return static_cast<Port&&>(*this);
    }
    Port&& positional() && {
        is_positional = true;
        return static_cast<Port&&>(*this);
    }
    Port&& alias(std::string other) && {
        aliases.push_back(std::move(other));
        return static_cast<Port&&>(*this);
    }
    Port&& and_perhaps(std::vector<Column> following) && {
        more_columns = std::move(following);
        return static_cast<Port&&>(*this);
    }
    Port&& releasable() && {
        is_releasable = true;
        return static_cast<Port&&>(*this);
    }
    Port&& view(View other) && {
        views.push_back(std::move(other));
        return static_cast<Port&&>(*this);
    }
    Port&& file(std::string name_in_folder) && {
        file_name = std::move(name_in_folder);
        return static_cast<Port&&>(*this);
    }
    Port&& privacy(Privacy level) && {
        privacy_level = level;
        return static_cast<Port&&>(*this);
    }
};

inline Port port(std::string name) {
    Port p;
    p.name = std::move(name);
    return p;
}
/// A table of our own: TSV with a header line of exactly these columns.
inline Port table(std::string name, std::string format_id, std::vector<Column> columns) {
    Port p;
    p.name = std::move(name);
    p.formats = {std::move(format_id)};
    p.columns = std::move(columns);
    return p;
}
inline Column text_column(std::string name, std::string help) {
    return {std::move(name), ColumnType::text, std::move(help)};
}
inline Column integer_column(std::string name, std::string help) {
    return {std::move(name), ColumnType::integer, std::move(help)};
}
inline Column number_column(std::string name, std::string help) {
    return {std::move(name), ColumnType::number, std::move(help)};
}

}  // namespace strandline::operation
