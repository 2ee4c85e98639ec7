-- Entries of the audit log are added, never changed and never removed: not by the owner of the tables either, unless somebody
-- switches these triggers off, which a superuser and the owner can.
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of %: rows of the audit log are added, never changed or removed', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_links"
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
--> statement-breakpoint
-- Waits for entries whose transactions are under way. A lock that strong takes the right to change the table; whoever may only add
-- gets it by this function, with the owner's rights and the search path of whoever migrates.
CREATE FUNCTION audit_await_entries() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  LOCK TABLE audit_entries IN SHARE MODE;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION audit_await_entries() FROM PUBLIC;
