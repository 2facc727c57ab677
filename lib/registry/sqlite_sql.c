/* sqlite_sql - every statement the registry runs on SQLite */

#include "registry/sqlite.h"
#include "registry/store_token.h"

/* As they stand in the statements below. */
_Static_assert(STORE_LIVE == 1 && STORE_USED == 2 && STORE_EXPIRED == 4 &&
	STORE_FOREIGN == 6 && STORE_AHEAD == 7 && STORE_INTENT == 8 &&
	STORE_LOCKED == 9 && STORE_CHANGING == 10 &&
	STORE_KEPT == 9223372036854775807,
    "states are written out in SQL");
_Static_assert(STORE_TOKEN_STAYS == 86400, "it is written out in SQL");
_Static_assert(REGISTRY_DELIVERED == 2 && REGISTRY_TEMPORARY == 3 &&
	REGISTRY_MUST_CHANGE == 4,
    "kinds are written out in SQL");

#define TOKEN_COLUMNS                                                  \
	"SELECT id, lookup, kind, state, uses, issued, expires, idle," \
	" seen, gone, key_id, digest, csrf, subject, label, issuer FROM token"
/* Of a page: ?4 dead ones as well, ?5 now, ?6 the latest time issued. */
#define TOKEN_WHICH                                               \
	" AND id > ?7 AND id <= ?8 AND (?1 IS NULL OR kind = ?1)" \
	" AND (?3 IS NULL OR label = ?3) AND (?4 OR (state = 1"   \
	" AND expires > ?5 AND issued <= ?6 AND (idle = 0 OR"     \
	" (seen + idle > ?5 AND seen <= ?6)))) ORDER BY id LIMIT ?9"

/* Its turn is then its place among those that were removed. */
#define REMOVED                                                          \
	" SET account = -account, name = '', issuer = '', key_id = x''," \
	" sealed = x'', turn = (SELECT coalesce(max(turn), " SQL_WIDE_0  \
	") + 1 FROM authenticator WHERE account = -?1)"

#define AUTHENTICATOR_ROWS                                             \
	"SELECT c.id, c.uid, c.type, c.digest, c.digits, c.step,"      \
	" c.next, c.drift, c.turn, c.added, c.used, c.name, c.issuer," \
	" a.name FROM authenticator AS c JOIN account AS a ON a.id = c.account"

const char *const sqlite_sql[SQL_STATEMENTS] = {
    [SQL_META_GET] = "SELECT key_id, next_account, next_credential, turn,"
		     " wall, since_boot, boot, pending_wall,"
		     " pending_since_boot, pending_boot, pending_stood,"
		     " lost, told, made, swept FROM meta WHERE one = 1",
    [SQL_META_PUT] = "UPDATE meta SET key_id = ?1, next_account = ?2,"
		     " next_credential = ?3, turn = ?4, wall = ?5,"
		     " since_boot = ?6, boot = ?7, pending_wall = ?8,"
		     " pending_since_boot = ?9, pending_boot = ?10,"
		     " pending_stood = ?11, lost = ?12, told = ?13,"
		     " made = ?14, swept = ?15 WHERE one = 1",
    [SQL_ACCOUNT_FIND] = "SELECT id FROM account WHERE name = ?1",
    [SQL_ACCOUNT_ADD] = "INSERT INTO account (id, name, key_id)"
			" SELECT ?1, ?2, ?3 WHERE ?4",
    /* Of another name: by its mark, by what it has, by what it had. */
    [SQL_ACCOUNT_ENROLLED] =
	"SELECT coalesce((SELECT enrolled FROM account WHERE name = ?1), 0),"
	" EXISTS (SELECT 1 FROM account AS a WHERE a.name = ?1 AND (a.uid >= 0"
	" OR EXISTS (SELECT 1 FROM authenticator WHERE account = a.id)"
	" OR EXISTS (SELECT 1 FROM recovery WHERE account = a.id))),"
	" coalesce((SELECT name FROM account INDEXED BY account_uid"
	" WHERE uid = ?2 AND uid >= 0 AND name <> ?1 LIMIT 1),"
	" (SELECT a.name FROM authenticator AS c INDEXED BY authenticator_uid"
	" JOIN account AS a ON a.id = abs(c.account) WHERE c.uid = ?2"
	" AND a.name <> ?1 AND (c.account > 0 OR a.enrolled <> 0) LIMIT 1),"
	" '')",
    [SQL_ACCOUNT_MARKS] =
	"SELECT a.id, a.name, a.uid FROM account AS a WHERE a.id > ?1"
	" AND (a.enrolled <> 0 OR a.uid >= 0"
	" OR EXISTS (SELECT 1 FROM authenticator WHERE account = a.id)"
	" OR EXISTS (SELECT 1 FROM recovery WHERE account = a.id))"
	" ORDER BY a.id LIMIT ?2",
    [SQL_ACCOUNT_GET] =
	"SELECT enrolled, sheet, grace, ended, recovery_left FROM account"
	" WHERE id = ?1",
    [SQL_ACCOUNT_ENROL] = "UPDATE account SET enrolled = ?2 >= 0, uid = ?2"
			  " WHERE id = ?1",
    [SQL_ACCOUNT_SHEET] = "UPDATE account SET sheet = ?2 WHERE id = ?1",
    [SQL_ACCOUNT_GRACE] = "UPDATE account SET grace = ?2"
			  " WHERE id = ?1 AND ?3",
    [SQL_ACCOUNT_END] = "UPDATE account SET ended = ?2 WHERE id = ?1",
    [SQL_ATTEMPT_GET] = "SELECT record FROM attempt WHERE id = ?1",
    [SQL_ATTEMPT_PUT] = "UPDATE attempt SET record = ?2 WHERE id = ?1",
    [SQL_ATTEMPT_ADD] = "INSERT INTO attempt (id, record)"
			" SELECT ?1, ?2 WHERE ?3",
    [SQL_SOURCE_GET] = "SELECT record FROM source WHERE id = ?1",
    [SQL_SOURCE_PUT] = "UPDATE source SET record = ?2 WHERE id = ?1",
    [SQL_CREDENTIAL_OPEN] =
	"SELECT id, uid, kind, state, uses, issued, not_before, expires,"
	" key_id, digest, service, networks FROM credential"
	" WHERE account = ?1"
	" AND (state IN (1, 10) OR (state = 2 AND turn > ?2))"
	" AND kind <> 3 AND (kind <> 2 OR claimed = ?4)"
	" ORDER BY state = 2, id LIMIT ?3",
    [SQL_CREDENTIAL_COUNT] =
	"SELECT count(*), coalesce(sum(kind = 2), 0) FROM credential"
	" WHERE account = ?1 AND state IN (1, 10) AND id <> ?2"
	" AND kind <> 3 AND (kind <> 2 OR claimed = ?3)",
    [SQL_CREDENTIAL_ADD] =
	"INSERT INTO credential (id, account, uid, kind, state, uses,"
	" turn, issued, expires, gone, key_id, digest, service, issuer,"
	" not_before, claimed, networks)"
	" SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
	" ?14, ?15, ?16, ?17 WHERE ?18",
    [SQL_CREDENTIAL_USE] =
	"UPDATE credential SET uses = uses - 1, turn = ?2,"
	" state = CASE uses WHEN 1 THEN 2 ELSE 1 END,"
	" gone = CASE uses WHEN 1 THEN min(gone, ?3) ELSE gone END"
	" WHERE id = ?1 AND state = 1 AND kind <> 3 AND uses > 0",
    [SQL_CREDENTIAL_END] = "UPDATE credential SET state = ?2,"
			   " turn = 0, gone = min(gone, ?3)"
			   " WHERE id = ?1 AND state IN (1, 8, 9, 10)",
    [SQL_CREDENTIAL_END_ALL] =
	"UPDATE credential SET state = ?1, turn = ?2, gone = min(gone, ?3)"
	" WHERE account = ?4 AND state IN (1, 8, 9, 10)"
	" AND (?7 OR state <> 8)"
	" AND (?5 < 0 OR uid = ?5)"
	" AND kind = ?6 AND id < ?8 AND issued <= ?9",
    [SQL_CREDENTIAL_END_FOREIGN] =
	"UPDATE credential SET state = 6, turn = 0, gone = min(gone, ?3)"
	" WHERE account = ?1 AND state IN (1, 10) AND kind <> 3"
	" AND uid <> ?2",
    [SQL_CREDENTIAL_END_EXPIRED] =
	"UPDATE credential SET state = 4, turn = 0, gone = min(gone, ?4)"
	" WHERE account = ?1 AND state IN (1, 10) AND kind <> 3 AND (issued > ?5"
	" OR expires <= CASE kind WHEN 2 THEN ?2 ELSE ?3 END)",
    [SQL_CREDENTIAL_HOLD] =
	"UPDATE credential SET state = 10,"
	" turn = CASE state WHEN 10 THEN turn + 1 ELSE 1 END"
	" WHERE account = ?1 AND state IN (1, 10) AND kind = 4 AND uid = ?2",
    [SQL_CREDENTIAL_RELEASE] =
	"UPDATE credential SET turn = turn - 1,"
	" state = CASE WHEN turn > 1 THEN 10"
	" WHEN expires <= ?3 OR issued > ?4 THEN 4 ELSE 1 END"
	" WHERE account = ?1 AND state = 10 AND kind = 4 AND uid = ?2",
    [SQL_CREDENTIAL_REACH] =
	"SELECT coalesce(max(id), 0) FROM (SELECT id FROM credential"
	" WHERE id > ?1 ORDER BY id LIMIT ?2)",
    [SQL_CREDENTIAL_RESET_LIVE] =
	"UPDATE credential SET"
	" state = CASE WHEN kind = 3 THEN state WHEN expires <= ?1 THEN 4"
	" ELSE 7 END,"
	" uses = CASE kind WHEN 3 THEN 0 ELSE uses END,"
	" gone = CASE kind WHEN 3 THEN gone ELSE min(gone, ?3) END"
	" WHERE id IN (SELECT id FROM credential"
	" WHERE id > ?5 AND id <= ?6"
	" AND CASE kind WHEN 3 THEN state IN (1, 8) AND uses > 0"
	" ELSE state IN (1, 10) END"
	" AND (expires <= ?1 OR issued > ?2) LIMIT ?4)",
    [SQL_CREDENTIAL_RESET_DEAD] =
	"UPDATE credential SET gone = ?1 WHERE id IN (SELECT id"
	" FROM credential WHERE id > ?3 AND id <= ?4 AND +gone > ?1"
	" AND state NOT IN (1, 8, 9, 10) LIMIT ?2)",
    [SQL_CREDENTIAL_FIND] =
	"SELECT c.id, c.uid, c.kind, c.state, c.uses, c.issued,"
	" c.expires, c.service, c.issuer, a.name, c.not_before, c.networks,"
	" c.key_id, c.digest, c.account"
	" FROM credential AS c JOIN account AS a ON a.id = c.account"
	" WHERE c.id = ?1",
    [SQL_CREDENTIAL_PURGE] =
	"DELETE FROM credential WHERE id IN (SELECT id FROM credential"
	" WHERE gone <= ?1 ORDER BY gone LIMIT ?2)",
    [SQL_CREDENTIAL_PAGE] =
	"SELECT c.id, c.uid, c.kind, c.state, c.uses, c.issued,"
	" c.expires, c.service, c.issuer, a.name, c.not_before, c.networks"
	" FROM credential AS c JOIN account AS a ON a.id = c.account"
	" WHERE c.id > ?2 AND c.state IN (1, 10) AND c.kind <> 3"
	" AND c.expires > ?3"
	" AND c.issued <= ?4 AND (?1 IS NULL OR a.name = ?1)"
	" ORDER BY c.id LIMIT ?5",
    [SQL_TEMPORARY_CONFIRM] = "UPDATE credential SET state = 1"
			      " WHERE id = ?1 AND kind = 3 AND state = 8",
    [SQL_TEMPORARY_SETTLE] =
	"UPDATE credential SET uses = 0"
	" WHERE account = ?1 AND state IN (1, 8) AND kind = 3 AND uses > 0"
	" AND (expires <= ?2 OR issued > ?3)",
    [SQL_TEMPORARY_COUNT] =
	"SELECT coalesce(sum(uid = ?2), 0),"
	" coalesce(sum(uid = ?2 AND (uses = 0 OR state = 9)), 0),"
	" coalesce(max(CASE uid WHEN ?2 THEN id END), 0),"
	" coalesce(sum(uid <> ?2), 0) FROM credential"
	" WHERE account = ?1 AND state IN (1, 8, 9) AND kind = 3",
    /* Nothing else is kept for ever, so that an index leads to them. */
    [SQL_TEMPORARY_PAGE] =
	"SELECT c.id, c.uid, c.state, c.uses, c.issued, c.expires, c.issuer,"
	" a.name FROM credential AS c JOIN account AS a ON a.id = c.account"
	" WHERE c.gone = 9223372036854775807 AND c.id > ?2"
	" AND c.kind = 3 AND c.state IN (1, 8, 9)"
	" AND (?1 IS NULL OR a.name = ?1) ORDER BY c.id LIMIT ?3",
    [SQL_EVENT_MERGE] =
	"UPDATE event SET last = ?1, count = count + 1"
	" WHERE ?10 AND id = (SELECT id FROM event"
	" WHERE id > (SELECT max(id) FROM event) - 256"
	" AND at > ?2 AND at <= ?1 AND code = ?3 AND act = ?4"
	" AND outcome = ?5 AND user = ?6 AND service = ?7"
	" AND source = ?8 AND actor = ?9 ORDER BY id DESC LIMIT 1)",
    [SQL_EVENT_ADD] =
	"INSERT INTO event (at, last, count, code, act, outcome, user,"
	" service, source, actor)"
	" SELECT ?1, ?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE ?9",
    [SQL_EVENT_SETTLE] = "UPDATE event SET outcome = ?3"
			 " WHERE id = ?1 AND outcome = ?2",
    [SQL_EVENT_PRUNE] = "DELETE FROM event WHERE id IN (SELECT id FROM event"
			" WHERE last < ?1 ORDER BY last LIMIT ?3)"
			" OR id IN (SELECT id FROM event"
			" WHERE id <= (SELECT max(id) FROM event) - ?2"
			" ORDER BY id LIMIT ?3)",
    [SQL_EVENT_NEXT] = "SELECT coalesce(min(id), 0) FROM event WHERE id > ?1",
    [SQL_EVENT_PAGE] =
	"SELECT id, at, last, count, code, act, outcome, user, service,"
	" source, actor FROM event"
	" WHERE id > ?1 AND id <= ?5 AND +last >= ?2"
	" AND (?3 IS NULL OR user = ?3) ORDER BY id LIMIT ?4",
    [SQL_TOKEN_ADD] =
	"INSERT INTO token (id, lookup, kind, state, uses, issued, expires,"
	" idle, seen, gone, key_id, digest, csrf, subject, label, issuer)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
	" ?14, ?15, ?16) ON CONFLICT (lookup) DO NOTHING",
    [SQL_TOKEN_FIND] = TOKEN_COLUMNS " WHERE lookup = ?1",
    [SQL_TOKEN_GET] = TOKEN_COLUMNS " WHERE id = ?1",
    [SQL_TOKEN_USE] = "UPDATE token SET uses = uses - 1,"
		      " state = CASE uses WHEN 1 THEN 2 ELSE 1 END"
		      " WHERE id = ?1 AND state = 1 AND uses > 0",
    [SQL_TOKEN_END] = "UPDATE token SET state = ?2"
		      " WHERE id = ?1 AND state = 1",
    /* By itself: a statement that sets it writes its index, too. */
    [SQL_TOKEN_SOONER] = "UPDATE token SET gone = ?2"
			 " WHERE id = ?1 AND state <> 1 AND gone > ?2 + 86400",
    [SQL_TOKEN_SEEN] = "UPDATE token SET seen = ?2, gone = ?3"
		       " WHERE id = ?1 AND state = 1",
    [SQL_TOKEN_ROTATE] = "UPDATE OR IGNORE token SET lookup = ?2,"
			 " digest = ?3 WHERE id = ?1 AND state = 1",
    [SQL_TOKEN_CSRF] = "UPDATE token SET csrf = ?2"
		       " WHERE id = ?1 AND state = 1",
    /* Both are compared: what each statement is bound to stays the same. */
    [SQL_TOKEN_PAGE] = TOKEN_COLUMNS
    " INDEXED BY token_id WHERE (?2 IS NULL OR subject = ?2)" TOKEN_WHICH,
    [SQL_TOKEN_PAGE_SUBJECT] =
	TOKEN_COLUMNS " INDEXED BY token_of WHERE subject = ?2" TOKEN_WHICH,
    [SQL_TOKEN_PAGE_LABEL] = TOKEN_COLUMNS
    " INDEXED BY token_labelled WHERE label = ?3 AND label <> ''"
    " AND (?2 IS NULL OR subject = ?2)" TOKEN_WHICH,
    [SQL_TOKEN_REACH] =
	"SELECT coalesce(max(id), 0) FROM (SELECT id FROM token"
	" INDEXED BY token_id WHERE id > ?1 ORDER BY id LIMIT ?2)",
    [SQL_TOKEN_REACH_SUBJECT] =
	"SELECT coalesce(max(id), 0) FROM (SELECT id FROM token"
	" INDEXED BY token_of"
	" WHERE subject = ?3 AND id > ?1 ORDER BY id LIMIT ?2)",
    [SQL_TOKEN_REACH_LABEL] =
	"SELECT coalesce(max(id), 0) FROM (SELECT id FROM token"
	" INDEXED BY token_labelled WHERE label = ?3 AND label <> ''"
	" AND id > ?1 ORDER BY id LIMIT ?2)",
    [SQL_TOKEN_RESET_LIVE] =
	"UPDATE token SET state = CASE WHEN expires <= ?1 THEN 4"
	" WHEN issued > ?2 THEN 7 ELSE 4 END, gone = min(gone, ?3)"
	" WHERE lookup IN (SELECT lookup FROM token INDEXED BY token_id"
	" WHERE id > ?5 AND id <= ?6 AND state = 1"
	" AND (expires <= ?1 OR issued > ?2"
	" OR (idle > 0 AND (seen + idle <= ?1 OR seen > ?2))) LIMIT ?4)",
    [SQL_TOKEN_RESET_DEAD] =
	"UPDATE token SET gone = ?1 WHERE lookup IN (SELECT lookup"
	" FROM token INDEXED BY token_id WHERE id > ?3 AND id <= ?4 AND gone > ?1"
	" AND state <> 1 LIMIT ?2)",
    [SQL_TOKEN_PURGE] =
	"DELETE FROM token WHERE lookup IN (SELECT lookup FROM token"
	" INDEXED BY token_gone WHERE gone <= ?1 ORDER BY gone LIMIT ?2)",
    [SQL_AUTHENTICATOR_ALL] =
	"SELECT id, uid, type, digest, digits, step, next, drift, turn, added,"
	" used, name, issuer, key_id, sealed FROM authenticator"
	" WHERE account = ?1 ORDER BY id LIMIT ?2",
    [SQL_AUTHENTICATOR_ADD] =
	"INSERT INTO authenticator (id, account, uid, type, digest, digits,"
	" step, next, drift, turn, added, used, name, issuer, key_id, sealed,"
	" trace) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
	" ?14, ?15, ?16, ?18 WHERE ?17",
    [SQL_AUTHENTICATOR_STEP] =
	"UPDATE authenticator SET next = ?2, drift = ?3, turn = ?4, used = ?5"
	" WHERE id = ?1 AND next < ?2",
    /* No row is added: removing works on a full disk. */
    [SQL_AUTHENTICATOR_REMOVE] =
	"UPDATE authenticator" REMOVED " WHERE id = ?2 AND account = ?1",
    [SQL_AUTHENTICATOR_REMOVE_ALL] =
	"UPDATE authenticator" REMOVED " WHERE account = ?1",
    [SQL_AUTHENTICATOR_REMOVE_FOREIGN] =
	"UPDATE authenticator" REMOVED " WHERE account = ?1 AND uid <> ?2",
    [SQL_AUTHENTICATOR_FORGET] =
	"DELETE FROM authenticator WHERE account = -?1 AND id NOT IN"
	" (SELECT id FROM authenticator WHERE account = -?1"
	" ORDER BY turn DESC, id DESC LIMIT ?2)",
    [SQL_AUTHENTICATOR_SPENT] =
	"SELECT coalesce(max(next), " SQL_WIDE_0 ") FROM authenticator"
	" WHERE account = -?1 AND trace = ?2",
    [SQL_AUTHENTICATOR_PAGE] =
	AUTHENTICATOR_ROWS " WHERE c.id > ?1 ORDER BY c.id LIMIT ?2",
    [SQL_AUTHENTICATOR_PAGE_OF] = AUTHENTICATOR_ROWS
    " WHERE a.name = ?3 AND c.id > ?1 ORDER BY c.id LIMIT ?2",
    [SQL_RECOVERY_FIND] = "SELECT uid, issued, used, used_at, key_id"
			  " FROM recovery WHERE account = ?1 AND digest = ?2",
    [SQL_RECOVERY_USE] = "UPDATE recovery SET used = ?3, used_at = ?4"
			 " WHERE account = ?1 AND digest = ?2"
			 " AND used = " SQL_WIDE_0,
    [SQL_RECOVERY_ADD] =
	"INSERT INTO recovery (account, digest, uid, key_id, issued, used,"
	" used_at, trace) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8"
	" WHERE NOT EXISTS (SELECT 1 FROM recovery WHERE account = -?1"
	" AND digest = ?8) ON CONFLICT DO NOTHING",
    [SQL_RECOVERY_SPENT] =
	"UPDATE OR REPLACE recovery SET account = -account, digest = trace"
	" WHERE account = ?1 AND uid <> ?2 AND trace <> x''"
	" AND used <> " SQL_WIDE_0,
    [SQL_RECOVERY_FORGET] =
	"DELETE FROM recovery WHERE account = -?1 AND digest NOT IN"
	" (SELECT digest FROM recovery WHERE account = -?1"
	" ORDER BY used DESC LIMIT ?2)",
    [SQL_RECOVERY_CLEAR] =
	"DELETE FROM recovery WHERE account = ?1 AND uid <> ?2",
    [SQL_RECOVERY_LESS] = "UPDATE account SET recovery_left = recovery_left - 1"
			  " WHERE id = ?1 AND recovery_left > 0",
    [SQL_RECOVERY_LEFT] =
	"UPDATE account SET recovery_left = (SELECT count(*) FROM recovery"
	" WHERE account = ?1 AND used = " SQL_WIDE_0 ") WHERE id = ?1",
    [SQL_RECOVERY_COUNT] = "SELECT count(*), coalesce(sum(used = " SQL_WIDE_0
			   "), 0), coalesce(max(issued), 0)"
			   " FROM recovery WHERE account = ?1",
    [SQL_MAKE_META] =
	"INSERT INTO meta (one, key_id, next_account, next_credential,"
	" turn, wall, since_boot, boot, pending_wall, pending_since_boot,"
	" pending_boot, pending_stood, lost, told, made, swept)"
	" VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
	" ?13, ?14, ?15)",
    [SQL_MAKE_ATTEMPTS] =
	"INSERT INTO attempt (id, record)"
	" WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL"
	" SELECT i + 1 FROM n WHERE i + 1 < ?1) SELECT i, ?2 FROM n",
    [SQL_MAKE_SOURCES] =
	"INSERT INTO source (id, record)"
	" WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL"
	" SELECT i + 1 FROM n WHERE i + 1 < ?1) SELECT i, ?2 FROM n",
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
    [SQL_PAGES] = "PRAGMA page_count",
    [SQL_PAGES_FREE] = "PRAGMA freelist_count",
    /* One row a page; what is dropped stays in the file as free pages. */
    [SQL_RESERVE_MAKE] = "CREATE TABLE reserve (filler BLOB)",
    [SQL_RESERVE_FILL] =
	"INSERT INTO reserve"
	" WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
	" SELECT i + 1 FROM n WHERE i < ?1) SELECT zeroblob(4000) FROM n",
    [SQL_RESERVE_DROP] = "DROP TABLE reserve",
};
