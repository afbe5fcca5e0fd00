// Read messages with two parsers that share no code with Python's or with each other: a JSON list of messages comes on
// standard input, a list of what each parser finds goes to standard output.
import { readFileSync } from "node:fs";
import addresses from "email-addresses";
import PostalMime from "postal-mime";

const RECIPIENTS = ["to", "cc", "bcc"];

// Whoever a header names, those in a group among them.
const everybody = (list) => list.flatMap((one) => (one.group ? one.group : [one]));

async function read(message) {
  const found = await PostalMime.parse(message);
  const raw = Object.fromEntries(found.headers.map(({ key, value }) => [key, value]));
  const strict = (value) => addresses.parseAddressList(value).map((one) => (one.addresses ? null : one.address));
  return {
    subject: found.subject ?? "",
    headers: found.headers.map(({ key }) => key),
    lenient: RECIPIENTS.map((key) => everybody(found[key] ?? []).map((one) => [one.name, one.address])),
    attached: found.attachments.map((one) => [
      one.filename, one.mimeType, one.method ?? "", Buffer.from(one.content).toString("utf8"),
    ]),
    html: found.html ?? "",
    strict: RECIPIENTS.map((key) => (raw[key] === undefined ? [] : strict(raw[key]))),
  };
}

const messages = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(await Promise.all(messages.map(read))));
