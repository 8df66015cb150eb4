// PostGraphile 5 over the schema `peer`: the caller's district goes into the session, rows are the database's business.
import { createServer } from "node:http";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const CONNECTIONS = 4; // as many as the hub has

function district(caller) {
  const code = caller?.split("|")[0] ?? "";
  return code.startsWith("district-commerce-") ? code.slice(-6) : "";
}

const preset = {
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
  pgServices: [
    makePgService({
      connectionString: process.env.BENCH_PEER_URL,
      schemas: ["peer"],
      poolConfig: { max: CONNECTIONS },
    }),
  ],
  schema: { defaultBehavior: "+connection +resource:connection -list -insert -update -delete" },
  grafast: {
    context(request) {
      return {
        pgSettings: {
          role: "bench_reader",
          "bench.district": district(request.node?.req.headers["x-caller"]),
          "bench.today": process.env.BENCH_TODAY,
        },
      };
    },
  },
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false, maxRequestLength: 100000 },
};

const server = createServer();
server.on("error", (error) => {
  console.error(error);
  process.exit(1);
});
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(process.env.BENCH_PORT), "127.0.0.1");
