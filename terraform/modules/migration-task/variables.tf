variable "cluster" {
  description = "Name of the ECS cluster. Give the plain name, not an attribute of the cluster's resource, if that resource takes `cluster_tags`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]+$", var.cluster))
    error_message = "cluster must be a name of letters, digits, - and _, not an ARN."
  }
}

variable "app" {
  description = "Name of the application, where a cluster has several (`--app`). The family is `<cluster>[-<app>]-migrate`."
  type        = string
  default     = null

  validation {
    condition     = var.app == null || can(regex("^[A-Za-z0-9_-]+$", var.app))
    error_message = "app must be of letters, digits, - and _."
  }

  validation {
    condition     = length(join("-", compact([var.cluster, var.app, "migrate"]))) <= 255
    error_message = "The family, <cluster>[-<app>]-migrate, must have at most 255 characters."
  }
}

variable "image" {
  description = "Image of the migration container, best pinned: `REPOSITORY@sha256:…`. The execution role may pull from its repository if that is in ECR."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]+$", var.image))
    error_message = "image must be the name of an image, without spaces."
  }
}

variable "command" {
  description = "Command of the migration, as a list of words; without it that of the image."
  type        = list(string)
  default     = null

  validation {
    condition     = var.command == null || try(length(var.command) > 0, false)
    error_message = "command must have at least one word; null takes that of the image."
  }
}

variable "environment" {
  description = "Environment variables of the migration container. Whoever may read the task definition sees them: secrets go into `secrets`."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([for name, value in var.environment :
      !can(regex("(?i)((^|_)pass(phrase)?$|password$|passwd$|secret$|token$|credentials?$|(private|api|access|master)_?key$|^secret_key_base$)", name)) &&
      !can(regex("://[^\\s/@:]*:[^\\s/@]+@", value))
    ])
    error_message = "environment holds a name that looks like a secret, or a URL with a password: whoever may read the task definition would see it. Put it into Secrets Manager or the Parameter Store and its ARN into secrets."
  }
}

variable "secrets" {
  description = "Environment variables from secrets: name to ARN in Secrets Manager (with `:KEY::` after it for one JSON key) or in the SSM Parameter Store."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([for reference in values(var.secrets) :
      can(regex("^arn:[a-z-]+:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[^:\\s]+(:[^:\\s]*:[^:\\s]*:[^:\\s]*)?|ssm:[a-z0-9-]+:[0-9]{12}:parameter/[^\\s]+)$", reference))
    ])
    error_message = "secrets takes ARNs, never values: arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-AbCdEf, the same with :KEY:: (all colons must be written), or arn:aws:ssm:REGION:ACCOUNT:parameter/NAME."
  }

  validation {
    condition     = length(setintersection(keys(var.secrets), keys(var.environment))) == 0
    error_message = "A variable is both in secrets and in environment; ECS takes it from one of them only."
  }
}

variable "network" {
  description = "Where tasks run. `databases` are those that they reach, by their `security_group`, which gets an ingress rule for the task's own, or by `cidr_blocks`; the task may then go there and to HTTPS only. `security_groups` are further ones of the task."
  type = object({
    vpc_id           = string
    subnets          = list(string)
    assign_public_ip = optional(bool, false)
    security_groups  = optional(list(string), [])
    databases        = optional(map(object({ security_group = optional(string), cidr_blocks = optional(list(string), []), port = optional(number, 5432) })), {})
  })
  nullable = false

  validation {
    condition     = length(var.network.subnets) >= 1 && length(var.network.subnets) <= 10
    error_message = "network.subnets must have 1 to 10 subnets: more do not fit into a tag."
  }

  validation {
    condition     = alltrue([for id in var.network.subnets : can(regex("^subnet-[0-9a-f]+$", id))])
    error_message = "network.subnets must be ids such as subnet-0a1b2c3d."
  }

  validation {
    condition     = can(regex("^vpc-[0-9a-f]+$", var.network.vpc_id)) && alltrue([for database in values(var.network.databases) : database.security_group == null || can(regex("^sg-[0-9a-f]+$", database.security_group))])
    error_message = "network.vpc_id must be an id such as vpc-0a1b2c3d, and the security_group of each database one such as sg-0a1b2c3d."
  }

  validation {
    condition = alltrue([for database in values(var.network.databases) :
      (database.security_group != null) != (length(database.cidr_blocks) > 0) && alltrue([for it in database.cidr_blocks : can(cidrhost(it, 0))])
    ])
    error_message = "Each of network.databases must have either a security_group or cidr_blocks, such as 10.0.3.0/24."
  }

  validation {
    condition     = length(var.network.security_groups) <= 4 && alltrue([for id in var.network.security_groups : can(regex("^sg-[0-9a-f]+$", id))])
    error_message = "network.security_groups must be at most 4 ids such as sg-0a1b2c3d; the fifth of a task is the module's own."
  }
}

variable "size" {
  description = "CPU units, memory in MiB, `X86_64` or `ARM64`, and ephemeral storage in GiB (21 to 200; without it the 20 of Fargate)."
  type = object({
    cpu               = optional(number, 256)
    memory            = optional(number, 512)
    architecture      = optional(string, "X86_64")
    ephemeral_storage = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition = var.settings.launch_type != "FARGATE" || contains(lookup({
      "256"   = [512, 1024, 2048]
      "512"   = range(1024, 4097, 1024)
      "1024"  = range(2048, 8193, 1024)
      "2048"  = range(4096, 16385, 1024)
      "4096"  = range(8192, 30721, 1024)
      "8192"  = range(16384, 61441, 4096)
      "16384" = range(32768, 122881, 8192)
    }, tostring(var.size.cpu), []), var.size.memory)
    error_message = "Fargate has no task of size.cpu with size.memory. Pairs: 256 with 512, 1024 or 2048; 512 with 1024 to 4096; 1024 with 2048 to 8192; 2048 with 4096 to 16384; 4096 with 8192 to 30720 (in steps of 1024); 8192 with 16384 to 61440 (4096); 16384 with 32768 to 122880 (8192)."
  }

  validation {
    condition     = contains(["X86_64", "ARM64"], var.size.architecture)
    error_message = "size.architecture must be X86_64 or ARM64."
  }

  validation {
    condition     = var.size.ephemeral_storage == null || try(var.size.ephemeral_storage >= 21 && var.size.ephemeral_storage <= 200, false)
    error_message = "size.ephemeral_storage must be 21 to 200 GiB."
  }
}

variable "logs" {
  description = "Days that the log is kept, and a KMS key that encrypts it (its policy must admit CloudWatch Logs)."
  type = object({
    retention_in_days = optional(number, 365)
    kms_key_arn       = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.logs.retention_in_days)
    error_message = "logs.retention_in_days must be one of those that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "container" {
  description = "The migration container. Its root file system is read-only but for `writable_paths`: file systems in memory of so many MiB, which every user may write and which count as memory of the task. `depends_on` maps sidecars to START, COMPLETE, SUCCESS or HEALTHY. With `database_url` a shell makes DATABASE_URL of PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD and PGSSLMODE, user and password escaped, then runs `command`: the image needs sh, od, tr and sed, and its own entry point is not run. `registry_secret_arn` holds the login of a private registry that is not ECR."
  type = object({
    name                     = optional(string, "migrate")
    entry_point              = optional(list(string))
    user                     = optional(string)
    working_directory        = optional(string)
    readonly_root_filesystem = optional(bool, true)
    writable_paths           = optional(map(number), { "/tmp" = 64 })
    depends_on               = optional(map(string), {})
    database_url             = optional(bool, false)
    registry_secret_arn      = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.container.name))
    error_message = "container.name must be 1 to 255 letters, digits, - and _."
  }

  validation {
    condition     = alltrue([for path, size in var.container.writable_paths : startswith(path, "/") && size >= 1 && floor(size) == size])
    error_message = "container.writable_paths must be absolute paths with whole MiB."
  }

  validation {
    condition     = !var.container.database_url || (var.container.entry_point == null && var.command != null)
    error_message = "container.database_url needs a command, and takes the place of container.entry_point."
  }

  validation {
    condition     = alltrue([for condition in values(var.container.depends_on) : contains(["START", "COMPLETE", "SUCCESS", "HEALTHY"], condition)])
    error_message = "container.depends_on must be START, COMPLETE, SUCCESS or HEALTHY for each container."
  }

  validation {
    condition     = length(setsubtract(keys(var.container.depends_on), [for sidecar in var.sidecars : sidecar.name])) == 0
    error_message = "container.depends_on names a container that is not among sidecars."
  }
}

variable "sidecars" {
  description = "Further containers, as RegisterTaskDefinition takes them (camelCase). Not essential unless they say so; log, init process and stop time-out are set like the migration container's."
  type        = any
  default     = []
  nullable    = false

  validation {
    condition     = can([for sidecar in var.sidecars : "${sidecar.name}${sidecar.image}"])
    error_message = "sidecars must be a list of container definitions, each with name and image."
  }

  validation {
    condition = alltrue(flatten([for sidecar in var.sidecars : [for secret in try(sidecar.secrets, []) :
      can(regex("^arn:[a-z-]+:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret|ssm:[a-z0-9-]+:[0-9]{12}:parameter)[:/]", secret.valueFrom))
    ]]))
    error_message = "The secrets of sidecars must be of the form { name, valueFrom } with an ARN of Secrets Manager or of the SSM Parameter Store."
  }
}

variable "settings" {
  description = "Settings of `ecs-migrate run` that travel as tags: `launch_type`, or `capacity_providers` (`NAME[:WEIGHT[:BASE]]`; give the launch type that they stand for too), `timeout` such as 30m, and `lock`."
  type = object({
    launch_type        = optional(string, "FARGATE")
    capacity_providers = optional(list(string), [])
    timeout            = optional(string)
    lock               = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["FARGATE", "EC2", "MANAGED_INSTANCES"], var.settings.launch_type)
    error_message = "settings.launch_type must be FARGATE, EC2 or MANAGED_INSTANCES: tasks of this module have a network of their own (awsvpc), which EXTERNAL does not know."
  }

  validation {
    condition     = var.settings.launch_type != "MANAGED_INSTANCES" || length(var.settings.capacity_providers) > 0
    error_message = "settings.launch_type MANAGED_INSTANCES needs settings.capacity_providers: RunTask starts no task on managed instances without a provider."
  }

  validation {
    condition = alltrue([for it in var.settings.capacity_providers : can(regex("^[A-Za-z0-9_-]+(:[0-9]{1,4}(:[0-9]{1,6})?)?$", it))]) && length(
    join(" ", var.settings.capacity_providers)) <= 256
    error_message = "settings.capacity_providers must be NAME[:WEIGHT[:BASE]], together at most 256 characters."
  }

  validation {
    condition     = var.settings.timeout == null || can(regex("^([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+$", var.settings.timeout))
    error_message = "settings.timeout must be a duration with a unit, such as 90s, 30m or 1h30m."
  }

  validation {
    condition     = var.settings.lock == null || can(regex("^[A-Za-z0-9_-]{1,100}$", var.settings.lock))
    error_message = "settings.lock must be 1 to 100 letters, digits, - and _."
  }
}

variable "permissions" {
  description = "JSON policies of the task role, by name (none unless given), KMS keys that encrypt the secrets, path and permissions boundary of both roles; or `role_arns`, two roles that are there already, which then have to allow all of it."
  type = object({
    task_policies        = optional(map(string), {})
    secrets_kms_key_arns = optional(list(string), [])
    boundary_arn         = optional(string)
    path                 = optional(string, "/")
    role_arns            = optional(object({ execution = string, task = string }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.permissions.role_arns == null || (length(var.permissions.task_policies) == 0 && length(var.permissions.secrets_kms_key_arns) == 0 && var.permissions.boundary_arn == null)
    error_message = "permissions.role_arns are roles that are not made here: their policies and boundary are yours."
  }
}

variable "tags" {
  description = "Tags of all that is made here; of the task definition beside those that `ecs-migrate` reads."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.tags) : !startswith(key, "ecs-migrate:")])
    error_message = "tags may not begin with ecs-migrate: the module sets those."
  }
}

variable "manage_cluster_tag" {
  description = "Put the cluster's tag on it from here. Only where the cluster's own resource does not: two owners of one tag undo each other at every apply."
  type        = bool
  default     = false
  nullable    = false
}
