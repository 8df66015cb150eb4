// Runs the GraphQL-over-HTTP audits of npm graphql-http against the address in the first argument
// and prints one JSON line: [{id, name, status, reason}].
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2] });
console.log(JSON.stringify(results.map((result) => ({
  id: result.id, name: result.name, status: result.status, reason: result.reason ?? "",
}))));
