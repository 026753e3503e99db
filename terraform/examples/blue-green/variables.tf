variable "name" {
  description = "Name of the application: of the pipeline, the repository and, with the environment after it, of all the rest."
  type        = string
  default     = "shop"
  nullable    = false

  # With -production-green after it, a target group takes 32 characters; ECR takes no capitals.
  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) <= 15
    error_message = "name must be at most 15 small letters, digits and single hyphens, beginning with a letter: target groups and the ECR repository take no others."
  }
}

variable "connection_arn" {
  description = "ARN of the CodeConnections connection to where the source is."
  type        = string
}

variable "repository" {
  description = "The source repository, as OWNER/NAME, with a Dockerfile at its root."
  type        = string
}

variable "branch" {
  description = "The branch that is deployed."
  type        = string
  default     = "main"
}

variable "migrate_command" {
  description = "The command that migrates, in the application's own image. It finds PGHOST, PGPORT, PGDATABASE, PGSSLMODE, PGUSER and PGPASSWORD. A program of its own, not `npm run`: npm writes files and passes no signal on."
  type        = list(string)
  default     = ["node_modules/.bin/node-pg-migrate", "up", "--no-verbose"]
}

variable "database" {
  description = "`app_user` is the application's own database user, which a migration makes and IAM signs in. `ssl_mode` is PGSSLMODE: `verify-full` needs RDS's authorities in the image, `require` encrypts without checking whom one talks to (not so in node-postgres, which then checks too)."
  type = object({
    app_user = optional(string, "shop_app")
    ssl_mode = optional(string, "verify-full")
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[a-z_][a-z0-9_]{0,62}$", var.database.app_user)) && var.database.app_user != "migrator"
    error_message = "database.app_user must be 1 to 63 small letters, digits and _, and another than the migrations' own user, migrator."
  }

  validation {
    condition     = contains(["require", "verify-ca", "verify-full", "no-verify"], var.database.ssl_mode)
    error_message = "database.ssl_mode must be require, verify-ca, verify-full or (node-postgres only) no-verify: RDS refuses connections without TLS."
  }
}

variable "container_port" {
  description = "The port on which the application listens; it finds it in PORT."
  type        = number
  default     = 8080

  validation {
    condition     = var.container_port >= 1 && var.container_port <= 65535 && floor(var.container_port) == var.container_port
    error_message = "container_port must be 1 to 65535."
  }
}

variable "health_check_path" {
  description = "The path that answers 200 to 299 when the application is well."
  type        = string
  default     = "/health"

  validation {
    condition     = can(regex("^/[^\\s]*$", var.health_check_path))
    error_message = "health_check_path must begin with /."
  }
}

variable "preview" {
  description = "Whether the migration of production is previewed before the approval, which then shows what is pending: what was approved runs and nothing else, and the stage is left out if the migration tool proves that nothing is pending."
  type        = bool
  default     = true
  nullable    = false
}

variable "archive" {
  description = "File of the archive of ecs-migrate that the stages run: `npm run pack`, in the clone of this repository, makes it."
  type        = string
}

variable "failure_mails" {
  description = "Mail addresses that are told of a migration that did not succeed."
  type        = list(string)
  default     = []
}

variable "test_cidr_blocks" {
  description = "Addresses from which the green side is reached before the shift, on port 8080 of the load balancer; none unless given."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for it in var.test_cidr_blocks : can(cidrhost(it, 0))])
    error_message = "test_cidr_blocks must be address blocks such as 203.0.113.7/32."
  }
}
