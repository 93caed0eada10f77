export type TeamRole = "owner" | "admin" | "viewer";

export const roleNames: Record<TeamRole, string> = { owner: "Owner", admin: "Admin", viewer: "Viewer" };

/** Roles with what they may do. */
export function roleOptions(ownersToo: boolean) {
  const options = [
    { value: "admin", label: "Admin: changes everything" },
    { value: "viewer", label: "Viewer: sees everything" },
  ];
  return ownersToo ? [{ value: "owner", label: "Owner: owners too" }, ...options] : options;
}
