variable "cluster" {
  description = "Name of the cluster."
  type        = string
  default     = "staging"
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "private_subnets" {
  description = "Subnets with a way to AWS's endpoints (NAT or VPC endpoints) and to the database."
  type        = list(string)
}

variable "database_security_group" {
  description = "Security group of the database; it gets a rule that lets the migration in."
  type        = string
}

variable "image" {
  description = "Image built from `examples/atlas`: Atlas with the migrations and atlas.hcl."
  type        = string
}

variable "app_image" {
  description = "The application's image, for the form that migrates before the application starts."
  type        = string
}

variable "database_url_secret_arn" {
  description = "ARN of the secret that holds the database's URL."
  type        = string
}
