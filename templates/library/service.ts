import { chat, email, type StarterTemplate, whatsapp } from "./starter.ts";

/** The airline's boarding pass; the PDF is attached to the variant in the editor or by the demo. */
export const boardingPass: StarterTemplate = {
  id: "boarding-pass",
  name: "Boarding pass",
  about: "Sends a boarding pass as a PDF with seat, gate and time, and asks to answer for help.",
  purpose: "transactional",
  defaultLocale: "en",
  fallbacks: { firstName: "traveller" },
  variants: [
    whatsapp(
      "en",
      {
        name: "boarding_pass",
        body: [
          "{{firstName}}",
          "{{attributes.flight}}",
          "{{date attributes.departure}}",
          "{{attributes.seat}}",
          "{{time attributes.boarding}}",
        ],
      },
      {
        text: "Hello {{firstName}}, here is your boarding pass for {{attributes.flight}} on {{date attributes.departure}}. Seat {{attributes.seat}}, boarding at {{time attributes.boarding}}. A question? Answer here.",
      },
    ),
    whatsapp(
      "nl",
      {
        name: "boarding_pass",
        body: [
          "{{firstName}}",
          "{{attributes.flight}}",
          "{{date attributes.departure}}",
          "{{attributes.seat}}",
          "{{time attributes.boarding}}",
        ],
      },
      {
        text: "Hallo {{firstName}}, hier is je instapkaart voor {{attributes.flight}} op {{date attributes.departure}}. Stoel {{attributes.seat}}, boarding om {{time attributes.boarding}}. Een vraag? Antwoord hier.",
      },
    ),
    ...chat(["messenger", "telegram"], "en", {
      text: "Hello {{firstName}}, here is your boarding pass for {{attributes.flight}} on {{date attributes.departure}}. Seat {{attributes.seat}}, boarding at {{time attributes.boarding}}. A question? Answer here.",
    }),
    ...chat(["messenger"], "nl", {
      text: "Hallo {{firstName}}, hier is je instapkaart voor {{attributes.flight}} op {{date attributes.departure}}. Stoel {{attributes.seat}}, boarding om {{time attributes.boarding}}. Een vraag? Antwoord hier.",
    }),
  ],
};

export const deliveryUpdate: StarterTemplate = {
  id: "delivery-update",
  name: "Delivery update",
  about: "Says when a parcel arrives and offers another moment.",
  purpose: "service",
  defaultLocale: "en",
  fallbacks: { firstName: "there" },
  variants: [
    ...chat(["telegram", "messenger"], "en", {
      text: "Hi {{firstName}}, your order {{attributes.order}} arrives on {{date attributes.delivery}} around {{time attributes.delivery}}. Does that suit you?",
      buttons: [
        { type: "reply", id: "suits", title: "That suits me" },
        { type: "reply", id: "other", title: "Another moment" },
      ],
    }),
    ...chat(["sms"], "en", {
      text: "{{workspaceName}}: order {{attributes.order}} arrives {{date attributes.delivery}} around {{time attributes.delivery}}. Reply if another moment is better.",
    }),
    email("en", {
      subject: "Your order {{attributes.order}} is on its way",
      text: "Hi {{firstName}},\n\nYour order {{attributes.order}} arrives on {{date attributes.delivery}} around {{time attributes.delivery}}.\n\nAnswer this mail if another moment is better.\n\n{{workspaceName}}",
      html: "<p>Hi {{firstName}},</p><p>Your order {{attributes.order}} arrives on <strong>{{date attributes.delivery}}</strong> around {{time attributes.delivery}}.</p><p>Answer this mail if another moment is better.</p><p>{{workspaceName}}</p>",
    }),
  ],
};

export const appointment: StarterTemplate = {
  id: "appointment",
  name: "Appointment reminder",
  about: "Reminds people of an appointment and takes a change by reply.",
  purpose: "service",
  defaultLocale: "en",
  fallbacks: { firstName: "there" },
  variants: chat(["sms", "telegram", "messenger", "web-chat"], "en", {
    text: "Hi {{firstName}}, we see you on {{date attributes.appointment}} at {{time attributes.appointment}}. Reply if that no longer suits you.",
  }),
};
