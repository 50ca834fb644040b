// A client of OpenRosa in a browser, with ODK's own engine (@getodk/xforms-engine): what
// ODK Collect does, without its screens. Loaded by collect.py.
import { loadForm } from "./engine.js";

async function read(address) {
  const answer = await fetch(address, { headers: { "X-OpenRosa-Version": "1.0" } });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer;
}

async function readXml(address) {
  const text = await (await read(address)).text();
  return new DOMParser().parseFromString(text, "text/xml");
}

function part(element, name) {
  return element.getElementsByTagName(name)[0].textContent;
}

// The first form of the list, with the files beside it, as an empty instance.
export async function open(server) {
  const listed = (await readXml(`${server}/formList`)).getElementsByTagName("xform")[0];
  const manifest = await readXml(part(listed, "manifestUrl"));
  const files = {};
  for (const media of manifest.getElementsByTagName("mediaFile")) {
    files[part(media, "filename")] = part(media, "downloadUrl");
  }
  const definition = await (await read(part(listed, "downloadUrl"))).text();
  const form = await loadForm(definition, {
    fetchFormAttachment: (resource) => read(files[String(resource).split("/").pop()]),
  });
  if (form.status !== "success") throw form.error ?? new Error(JSON.stringify(form.warnings));
  return form.createInstance().root;
}

function nodesOf(parent) {
  return (parent.currentState.children ?? []).flatMap((node) => [node, ...nodesOf(node)]);
}

export function find(root, name) {
  return nodesOf(root).find((node) => node.currentState.reference.endsWith(`/${name}`));
}

// Answer as a person would: what is not asked cannot be answered.
export function fill(root, answers) {
  for (const [name, answer] of Object.entries(answers)) {
    const node = find(root, name);
    if (!node) throw new Error(`no question ${name}`);
    if (!node.currentState.relevant) throw new Error(`${name} is not asked`);
    if (node.nodeType === "select") {
      const offered = node.currentState.valueOptions.map((option) => option.value);
      const wanted = [answer].flat();
      if (wanted.some((code) => !offered.includes(code))) {
        throw new Error(`${name} offers ${offered}, not ${wanted}`);
      }
      node.selectValues(wanted);
    } else {
      node.setValue(answer);
    }
  }
}

export function asked(root) {
  return nodesOf(root)
    .filter((node) => node.currentState.relevant && node.nodeType !== "group")
    .map((node) => node.currentState.reference.split("/").pop());
}

export function wrong(root) {
  return root.validationState.violations.map((one) => one.reference.split("/").pop());
}

export async function instanceOf(root) {
  const payload = await root.prepareInstancePayload();
  return { status: payload.status, data: payload.data[0] };
}

// HEAD first, as ODK Collect does, then the instance.
export async function send(server, data) {
  const headers = { "X-OpenRosa-Version": "1.0" };
  const asks = await fetch(`${server}/submission`, { method: "HEAD", headers });
  const answer = await fetch(`${server}/submission`, { method: "POST", headers, body: data });
  return {
    head: asks.status,
    limit: Number(asks.headers.get("X-OpenRosa-Accept-Content-Length")),
    status: answer.status,
    text: new DOMParser()
      .parseFromString(await answer.text(), "text/xml")
      .getElementsByTagName("message")[0].textContent,
  };
}
