// Calls of a whole cohort, from the file of genotypes to the table.
//
//     cohort_speed FILE THREADS OUT
//
// stdout, last line: JSON.

#include "pgx/cohort_answers.hpp"

#include <strandline/base/json.hpp>
#include <strandline/clinic/knowledge.hpp>

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

namespace {

using namespace strandline;

template <class T>
T need(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", render(result.error()).c_str());
        std::exit(1);
    }
    return std::move(*result);
}

void need(const Result<void>& result) {
    if (result) return;
    std::fprintf(stderr, "%s\n", render(result.error()).c_str());
    std::exit(1);
}

double seconds_of(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Clock {
    double wall = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    void tell(const char* what, Json& told) {
        const Clock now;
        told.set(std::string(what) + "_seconds", now.wall - wall);
        told.set(std::string(what) + "_cpu_seconds", now.cpu - cpu);
        *this = now;
    }
};

}  // namespace

int main(int count, char** words) {
    if (count != 4) return 2;
    Context context({.threads = static_cast<unsigned>(std::atoi(words[2]))});
    Json told = Json::object();
    Clock clock;
    const domain::PgxKnowledge knowledge = need(clinic::knowledge_of({}));
    const auto answers = need(
        clinic::answer_cohort(need(Source::open(words[1])), knowledge, clinic::CohortQuestion{}, context));
    clock.tell("answer", told);
    auto file = need(FileSink::create(words[3]));
    clinic::write_answers(answers, *file, context.threads());
    told.set("bytes", file->size());
    need(file->commit(true));
    clock.tell("write", told);
    std::size_t rows = 0;
    for (const auto& gene : answers.genes) rows += gene.rows.size();
    told.set("distinct_rows", static_cast<std::int64_t>(rows));
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    told.set("peak_MiB", static_cast<double>(usage.ru_maxrss) / 1024);
    std::printf("%s\n", told.compact().c_str());
}
