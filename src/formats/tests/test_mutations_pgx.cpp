// Damaged files of pharmacogenomic facts and calls: a value or an error, soon, and what is read packs whole.
#include "damaged.hpp"
#include "support.hpp"

#include <strandline/formats/knowledge_pack.hpp>
#include <strandline/formats/outside_calls.hpp>
#include <strandline/formats/pharmacogenes.hpp>
#include <strandline/formats/pseudonyms.hpp>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;

namespace {

const std::string definition =
    R"({"gene": "TOY1", "version": "1", "source": "CPIC", "genomeBuild": "GRCh38.p14",
 "chromosome": "chr1", "variants": [
  {"chromosome": "chr1", "position": 10, "rsid": "rs1", "chromosomeHgvsName": "g.10A>G", "ref": "A", "alts": ["G"],
   "cpicPosition": 10, "cpicAlleles": ["A", "G"]},
  {"chromosome": "chr1", "position": 20, "rsid": null, "chromosomeHgvsName": "g.21del", "ref": "CTA",
   "alts": ["C", "CTATA"], "cpicPosition": 21, "cpicAlleles": ["TA", "del", "TATA"]}],
 "namedAlleles": [
  {"name": "*1", "id": "1", "alleles": ["A", "CTA"], "reference": true},
  {"name": "*2", "id": "2", "alleles": ["R", null], "reference": false},
  {"name": "*3", "id": "3", "alleles": [null, "CTATA"], "reference": false}]})";
const std::string phenotypes =
    R"({"gene": "TOY1", "version": "1", "haplotypes": {"*1": "Normal", "*2": "None"}, "activityValues": {},
 "diplotypes": [{"generesult": "P", "lookupkey": "P", "diplotypekey": {"*1": 1, "*2": 1}}]})";

void read_facts(const Source& source) {
    Context context;
    const auto read = read_knowledge({&source, 1}, context);
    judge(read);
    if (!read) return;
    MemorySink pack;
    write_knowledge_pack(*read, pack);
    const auto again = read_knowledge_pack(Source::memory("pack", pack.bytes()));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == *read);
}

}  // namespace

TEST_CASE("damaged definitions and phenotypes") {
    Context context;
    for (const std::string& good : {definition, phenotypes}) {
        const Source source = file(good);
        REQUIRE_MESSAGE(read_knowledge({&source, 1}, context).has_value(), good);
        check_reader(good, read_facts);
    }
}

TEST_CASE("damaged calls by others and pseudonyms") {
    const auto calls = [](const Source& source) { judge(read_outside_calls(source)); };
    check_reader("CYP2D6\t*1/*4\nHLA-B\t*57:01\n# more\nG6PD\t\tDeficient\n", calls);
    check_reader("sample\tgene\tdiplotype\nann\tCYP2D6\t*36+*10/*2x2\n", calls);
    check_reader("# of this study\nann\tP-001\nbo\tP-002\n",
                 [](const Source& source) { judge(read_pseudonyms(source)); });
}

TEST_CASE("a pseudonym is one person's") {
    const auto read = read_pseudonyms(file("ann\tP-001\nbo\tP-002\n"));
    REQUIRE(read.has_value());
    CHECK(*read == std::map<std::string, std::string>{{"ann", "P-001"}, {"bo", "P-002"}});
    for (const auto& [text, code] :
         {std::pair{"ann\tP\nbo\tP\n", "pseudonyms.twice"}, std::pair{"ann\tP\nann\tQ\n", "pseudonyms.twice"},
          std::pair{"ann\n", "pseudonyms.cells"}, std::pair{"ann\t\n", "pseudonyms.cells"}}) {
        const auto refused = read_pseudonyms(file(text));
        REQUIRE(!refused.has_value());
        CHECK(refused.error().code() == code);
    }
}
