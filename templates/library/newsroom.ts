import { chat, type StarterTemplate, whatsapp } from "./starter.ts";

/** The newsroom's call for flood photos. */
export const photoCall: StarterTemplate = {
  id: "photo-call",
  name: "Photo call",
  about: "Asks people who signed up for call-outs for photos and what they saw.",
  purpose: "call-out",
  defaultLocale: "en",
  fallbacks: { firstName: "there", "attributes.town": "your street" },
  variants: [
    whatsapp(
      "en",
      { name: "photo_call", body: ["{{firstName}}", "{{attributes.town}}"] },
      {
        text: "Hi {{firstName}}, the river is high today. What does it look like in {{attributes.town}}? Send us a photo from a safe place and tell us when you took it. We ask before we publish anything.",
      },
    ),
    whatsapp(
      "nl",
      { name: "photo_call", body: ["{{firstName}}", "{{attributes.town}}"] },
      {
        text: "Hoi {{firstName}}, het water staat hoog vandaag. Hoe ziet het eruit in {{attributes.town}}? Stuur ons een foto vanaf een veilige plek en zeg wanneer je die nam. We vragen het je altijd voor we iets plaatsen.",
      },
    ),
    ...chat(["telegram", "messenger", "web-chat"], "en", {
      text: "Hi {{firstName}}, the river is high today. What does it look like in {{attributes.town}}? Send us a photo from a safe place and tell us when you took it. We ask before we publish anything.",
    }),
    ...chat(["telegram"], "nl", {
      text: "Hoi {{firstName}}, het water staat hoog vandaag. Hoe ziet het eruit in {{attributes.town}}? Stuur ons een foto vanaf een veilige plek en zeg wanneer je die nam. We vragen het je altijd voor we iets plaatsen.",
    }),
  ],
};

export const tipRequest: StarterTemplate = {
  id: "tip-request",
  name: "Tip request",
  about: "Asks for tips on a story and promises care with names.",
  purpose: "call-out",
  defaultLocale: "en",
  fallbacks: { firstName: "there" },
  variants: chat(["telegram", "messenger", "sms", "web-chat"], "en", {
    text: "Hi {{firstName}}, we are looking into {{attributes.topic}}. Do you know more? Answer here; your name stays with the editors.",
  }),
};
