import type { ColumnTypes } from '../schedule/schedule-tables.ts'

/**
 * The tables of who may ask the server and of what they did, as a migration of the journal. It was released and never
 * changes.
 */
export function accessTables({ text, instant, integer, numbered }: ColumnTypes): string {
  return `
  -- Of a token there is only the SHA-256 of its text; "id" is how it begins. "clients" is JSON: "all" or their names.
  CREATE TABLE access_tokens (
    id ${text} PRIMARY KEY, hash ${text} NOT NULL, name ${text} NOT NULL, role ${text} NOT NULL, clients ${text} NOT NULL,
    created_at ${instant} NOT NULL, created_by ${text} NOT NULL, expires_at ${instant}, revoked_at ${instant},
    revoked_by ${text}, used_at ${instant}
  );
  -- Of a session there is only the SHA-256 of what the cookie says. "token" is what somebody logged in with, if any.
  CREATE TABLE login_sessions (
    hash ${text} PRIMARY KEY, subject ${text} NOT NULL, name ${text} NOT NULL, role ${text} NOT NULL, clients ${text} NOT NULL,
    token ${text}, created_at ${instant} NOT NULL, seen_at ${instant} NOT NULL, expires_at ${instant} NOT NULL
  );
  CREATE INDEX login_sessions_subject ON login_sessions (subject);
  CREATE INDEX login_sessions_expires ON login_sessions (expires_at);
  -- Who changed something or was turned away; append-only.
  CREATE TABLE audit_log (
    id ${numbered}, at ${instant} NOT NULL, who ${text} NOT NULL, who_id ${text} NOT NULL, method ${text} NOT NULL,
    route ${text} NOT NULL, client ${text}, things ${text} NOT NULL, status ${integer} NOT NULL, outcome ${text} NOT NULL,
    request ${text} NOT NULL, address ${text} NOT NULL
  );
  CREATE INDEX audit_log_client ON audit_log (client, id);
  `
}
