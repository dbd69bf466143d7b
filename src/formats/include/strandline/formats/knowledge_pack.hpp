#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/hash.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/pharmacogenes.hpp>

#include <string_view>

namespace strandline::formats {

/// Format id of a pack: all of a PgxKnowledge in one file that opens in milliseconds.
/// docs/clinic/knowledge.md
inline constexpr std::string_view knowledge_pack_format = "clinic.knowledge/1";

/// Its first bytes.
inline constexpr std::string_view knowledge_pack_magic{"SLPGX\r\n\x01", 8};

/// The same bytes for equal knowledge, on every machine. Returns the digest that names the content.
Digest write_knowledge_pack(const domain::PgxKnowledge& knowledge, Sink& sink);

/// "clinic.knowledge.foreign" for another kind of file, "clinic.knowledge.newer" for a pack of a later
/// strandline, "clinic.knowledge.damaged" where its content is not what it was.
Result<domain::PgxKnowledge> read_knowledge_pack(const Source& source);

/// The digest that a pack brings along, not checked; errors as of read_knowledge_pack.
Result<Digest> knowledge_pack_digest(const Source& source);

}  // namespace strandline::formats
