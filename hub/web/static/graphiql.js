// Starts GraphiQL under the token in the box. The token stays in this tab's memory and is sent to
// this server only; a new token makes a new GraphiQL, which reads that party's schema afresh.
"use strict";
(() => {
  window.__webpack_nonce__ = document.body.dataset.nonce;
  const form = document.getElementById("identity");
  const caller = document.getElementById("caller");
  const place = document.getElementById("graphiql");
  const root = ReactDOM.createRoot(place);
  const types = "application/graphql-response+json, application/json;q=0.9";
  let token = "";
  let round = 0;

  const fetcher = async (parameters) => {
    const headers = { "Content-Type": "application/json", Accept: types };
    if (token) headers.Authorization = `Bearer ${token}`;
    const answer = await fetch("/graphql", {
      method: "POST", headers, body: JSON.stringify(parameters), credentials: "omit",
    });
    return answer.json();
  };

  const render = () => {
    round += 1;
    const query = "{\n  me {\n    party { code name }\n    roles\n    rights { coordinate scope mask }\n  }\n}\n";
    root.render(React.createElement(GraphiQL, {
      key: round, fetcher, defaultQuery: query, isHeadersEditorEnabled: false,
      shouldPersistHeaders: false,
    }));
  };

  const introduce = async () => {
    caller.value = "…";
    const answer = await fetcher({ query: "{ me { party { name code } } }" });
    const party = answer.data && answer.data.me && answer.data.me.party;
    const refusal = answer.errors && answer.errors[0] && answer.errors[0].message;
    caller.value = party ? `${party.name} · ${party.code}` : refusal || "公众 · PUBLIC";
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    token = document.getElementById("token").value.trim();
    introduce();
    render();
  });
  introduce();
  render();
})();
