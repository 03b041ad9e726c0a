import { chat, email, type StarterTemplate, whatsapp } from "./starter.ts";

const optOutSms = { en: "Reply STOP to opt out.", nl: "Antwoord STOP om je af te melden." };

/** The shop's spring campaign: an offer with two quick answers. */
export const springOffer: StarterTemplate = {
  id: "spring-offer",
  name: "Spring offer",
  about: "A seasonal offer with two quick answers, for people who agreed to hear about offers.",
  purpose: "marketing",
  defaultLocale: "en",
  fallbacks: { firstName: "there", "attributes.favourite": "something green" },
  variants: [
    whatsapp(
      "en",
      { name: "spring_offer", body: ["{{firstName}}", "{{attributes.favourite}}"] },
      {
        text: "Hi {{firstName}}, the spring plants are in. You liked {{attributes.favourite}} last year: this week it is 20% off. Shall we put one aside for you?",
        buttons: [
          { type: "reply", id: "reserve", title: "Yes, keep one" },
          { type: "reply", id: "later", title: "Not this time" },
        ],
      },
    ),
    whatsapp(
      "nl",
      { name: "spring_offer", body: ["{{firstName}}", "{{attributes.favourite}}"] },
      {
        text: "Hoi {{firstName}}, de voorjaarsplanten zijn binnen. Vorig jaar koos je {{attributes.favourite}}: deze week 20% korting. Zullen we er een voor je apart zetten?",
        buttons: [
          { type: "reply", id: "reserve", title: "Ja, graag" },
          { type: "reply", id: "later", title: "Nu even niet" },
        ],
      },
    ),
    email("en", {
      subject: "{{firstName}}, the spring plants are in",
      text: "Hi {{firstName}},\n\nThe spring plants are in, and {{attributes.favourite}} is 20% off until Sunday.\n\nJust answer this mail and we put one aside for you.\n\n{{workspaceName}}\n\nNo more of these: {{unsubscribeUrl}}",
      html: '<p>Hi {{firstName}},</p><p>The spring plants are in, and <strong>{{attributes.favourite}}</strong> is 20% off until Sunday.</p><p>Just answer this mail and we put one aside for you.</p><p>{{workspaceName}}</p><p><a href="{{url unsubscribeUrl}}">No more of these</a></p>',
    }),
    email("nl", {
      subject: "{{firstName}}, de voorjaarsplanten zijn er",
      text: "Hoi {{firstName}},\n\nDe voorjaarsplanten zijn binnen en {{attributes.favourite}} is tot en met zondag 20% goedkoper.\n\nAntwoord op deze mail en we zetten er een voor je apart.\n\n{{workspaceName}}\n\nGeen mails meer: {{unsubscribeUrl}}",
      html: '<p>Hoi {{firstName}},</p><p>De voorjaarsplanten zijn binnen en <strong>{{attributes.favourite}}</strong> is tot en met zondag 20% goedkoper.</p><p>Antwoord op deze mail en we zetten er een voor je apart.</p><p>{{workspaceName}}</p><p><a href="{{url unsubscribeUrl}}">Geen mails meer</a></p>',
    }),
    ...chat(["sms"], "en", {
      text: `{{workspaceName}}: the spring plants are in, {{attributes.favourite}} is 20% off this week. Want one? Just reply. ${optOutSms.en}`,
    }),
    ...chat(["sms"], "nl", {
      text: `{{workspaceName}}: de voorjaarsplanten zijn er, {{attributes.favourite}} deze week 20% korting. Een bewaren? Antwoord gewoon. ${optOutSms.nl}`,
    }),
  ],
};

export const backInStock: StarterTemplate = {
  id: "back-in-stock",
  name: "Back in stock",
  about: "Tells people who asked that the thing they wanted is there again.",
  purpose: "service",
  defaultLocale: "en",
  fallbacks: { firstName: "there" },
  variants: [
    ...chat(["telegram", "messenger", "web-chat", "sms"], "en", {
      text: "Hi {{firstName}}, {{attributes.product}} is back. We keep one for you until tomorrow evening.",
    }),
    whatsapp(
      "en",
      { name: "back_in_stock", body: ["{{firstName}}", "{{attributes.product}}"] },
      {
        text: "Hi {{firstName}}, {{attributes.product}} is back. We keep one for you until tomorrow evening.",
      },
    ),
  ],
};
