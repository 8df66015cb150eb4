// Loads the GraphiQL page of the address in the first argument in jsdom, with a token in the
// second, and prints one JSON line: which requests the page made, who it says is asking, and
// whether the editor is there. Every request to another host is counted as foreign.
import { JSDOM, ResourceLoader, VirtualConsole } from "jsdom";

const [address, token] = process.argv.slice(2);
const origin = new URL(address).origin;
const requests = [];
const errors = [];

class Watched extends ResourceLoader {
  fetch(url, options) {
    requests.push(url);
    return url.startsWith(origin) ? super.fetch(url, options) : null;
  }
}

const console_ = new VirtualConsole();
console_.on("jsdomError", (error) => errors.push(error.message.slice(0, 200)));
const page = await (await fetch(address, { headers: { accept: "text/html" } })).text();
const dom = new JSDOM(page, {
  url: address, runScripts: "dangerously", resources: new Watched(), pretendToBeVisual: true,
  virtualConsole: console_,
  beforeParse(window) {
    window.fetch = (path, options) => {
      const url = new URL(path, address).href;
      requests.push(url);
      return fetch(url, options);
    };
    Object.assign(window, { TextDecoder, TextEncoder, ReadableStream, structuredClone });
    window.matchMedia = () => ({
      matches: false, addListener() {}, removeListener() {},
      addEventListener() {}, removeEventListener() {},
    });
    window.document.createRange = () => ({
      setStart() {}, setEnd() {}, getBoundingClientRect: () => ({ left: 0, right: 0, top: 0 }),
      getClientRects: () => [], commonAncestorContainer: window.document.documentElement,
    });
  },
});
const { document } = dom.window;
const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const until = async (holds) => {
  for (let turn = 0; turn < 100 && !holds(); turn += 1) await wait(100);
};
const caller = () => document.getElementById("caller").value;
await until(() => document.querySelector(".graphiql-container"));
await until(() => caller() !== "…");
const before = caller();
document.getElementById("token").value = token;
document.querySelector("#identity button").click();
await until(() => caller() !== before && caller() !== "…");
const after = caller();
console.log(JSON.stringify({
  editor: document.querySelector(".graphiql-query-editor") !== null,
  before, after, errors,
  local: requests.filter((url) => url.startsWith(origin)).length,
  foreign: requests.filter((url) => !url.startsWith(origin)),
}));
dom.window.close();
process.exit(0);
