import type { Role } from "./roles.ts";

/** Worth nothing elsewhere: demo data is made on one's own machine, and only there offered at sign-in. */
export const demoPassword = "answer-me-2026";

export interface DemoMember {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

/** Invented people who work in the demo workspace. */
export const demoMembers: readonly DemoMember[] = [
  { name: "Olivia Bakker", email: "owner@demo.example", role: "owner" },
  { name: "Mark de Graaf", email: "marketer@demo.example", role: "marketer" },
  { name: "Anna Smit", email: "agent@demo.example", role: "agent" },
  { name: "Vera Mulder", email: "viewer@demo.example", role: "viewer" },
];
